import { printableJson } from "../printable";
import { Fields, list, moment, number, Place, type Reader, text, version, word } from "../wire/fields";
import { hostPattern } from "../wire/registration";
import type { CertificateRow } from "./certificate-row";
import { type Inventory, makeInventory } from "./inventory";

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
  const fields = Fields.of(value, at);
  fields.whole("version", version(VERSION));
  return makeInventory(fields.read("registry", text), fields.read("certificates", list(readRow)));
}

const readRow: Reader<CertificateRow> = (value, at) => {
  const fields = Fields.of(value, at);
  return {
    host: fields.read("host", hostPattern),
    declaration: fields.read("declaration", word),
    addedAt: fields.optional("addedAt", moment),
    order: fields.read("order", number),
    subject: fields.read("subject", text),
    issuer: fields.read("issuer", text),
    serialNumber: fields.read("serialNumber", text),
    fingerprint256: fields.read("fingerprint256", text),
    key: fields.read("key", text),
    notBefore: fields.read("notBefore", moment),
    notAfter: fields.read("notAfter", moment),
    chainLength: fields.read("chainLength", number),
    certificateAuthorities: fields.read("certificateAuthorities", list(text)),
    passphrase: fields.read("passphrase", text),
  };
};
