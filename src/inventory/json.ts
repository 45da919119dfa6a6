import { printableJson } from "../printable";
import { checkVersion, Fields, list, Place, text } from "../wire/fields";
import { type Inventory, makeInventory } from "./inventory";
import { readRow } from "./read-row";

const VERSION = 1;

/** The inventory as JSON, as docs/command-line.md describes it. */
export function toJson(inventory: Inventory): string {
  return `${printableJson(jsonOf(inventory))}\n`;
}

/** The same as a value. */
export function jsonOf(inventory: Inventory): object {
  return { version: VERSION, ...inventory };
}

/** Whether a parsed JSON file is meant as an inventory, and not as, say, a manifest. */
export function isInventoryJson(value: unknown): boolean {
  return typeof value === "object" && value !== null && "certificates" in value;
}

/**
 * The inventory that `toJson` wrote; its overlaps follow from its certificates.
 *
 * @throws ClientCertificateError `invalid-argument`
 */
export function readJson(value: unknown, file: string): Inventory {
  const { registry, certificates } = readRows(value, file);
  return makeInventory(registry, certificates);
}

/** The same without its overlaps, which take a while to find among thousands. */
export function readRows(value: unknown, file: string): Pick<Inventory, "registry" | "certificates"> {
  const at = new Place({
    name: file,
    code: "invalid-argument",
    fix: 'Write it anew with "client-certificates inventory --format json"',
  });
  checkVersion(value, VERSION, at);
  const fields = Fields.of(value, at);
  return { registry: fields.read("registry", text), certificates: fields.read("certificates", list(readRow)) };
}
