import { Fields, list, moment, number, type Reader, text, word } from "../wire/fields";
import { hostPattern } from "../wire/registration";
import { readWarning } from "../wire/warning";
import type { CertificateRow } from "./certificate-row";

/** A row of an inventory, whatever format it was written in. */
export const readRow: Reader<CertificateRow> = (value, at) => {
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
    publicKey: fields.optional("publicKey", text),
    notBefore: fields.read("notBefore", moment),
    notAfter: fields.read("notAfter", moment),
    chainLength: fields.read("chainLength", number),
    certificateAuthorities: fields.read("certificateAuthorities", list(text)),
    passphrase: fields.read("passphrase", text),
    warnings: fields.optional("warnings", list(readWarning)),
  };
};
