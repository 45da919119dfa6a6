import { ClientCertificateError } from "../errors";
import { type Inventory, makeInventory } from "./inventory";

const VERSION = 1;

/** The inventory as JSON, as docs/command-line.md describes it. */
export function toJson(inventory: Inventory): string {
  return `${JSON.stringify({ version: VERSION, ...inventory }, null, 2)}\n`;
}

/** Whether a parsed JSON file is an inventory, and not, say, a manifest. */
export function isInventoryJson(value: unknown): value is Inventory & { version: number } {
  return typeof value === "object" && value !== null && "certificates" in value && Array.isArray(value.certificates);
}

/**
 * The inventory that `toJson` wrote.
 *
 * @throws ClientCertificateError `invalid-argument` for another version
 */
export function readJson(value: Inventory & { version: number }, file: string): Inventory {
  if (value.version !== VERSION) {
    throw new ClientCertificateError(
      "invalid-argument",
      `${file} has version ${value.version}, which this release does not read: write it anew`,
    );
  }
  return makeInventory(value.registry, value.certificates);
}
