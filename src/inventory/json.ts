import { printableJson } from "../printable";
import { checkVersion, Fields, list, Place, text } from "../wire/fields";
import { type Inventory, makeInventory } from "./inventory";
import { readRow } from "./read-row";

const VERSION = 1;

/** The inventory as JSON, as docs/command-line.md describes it. */
export function toJson(inventory: Inventory): string {
  return `${printableJson({ version: VERSION, ...inventory })}\n`;
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
  const at = new Place({
    name: file,
    code: "invalid-argument",
    fix: 'Write it anew with "client-certificates inventory --format json"',
  });
  checkVersion(value, VERSION, at);
  const fields = Fields.of(value, at);
  return makeInventory(fields.read("registry", text), fields.read("certificates", list(readRow)));
}
