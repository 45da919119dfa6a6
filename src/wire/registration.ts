import type { CertificateFacts } from "../certificate-facts";
import { MAX_HOST_LENGTH } from "../host/host-name";
import { alternatives, MAX_ALTERNATIVES } from "../host/host-pattern";
import type { Rankable } from "../host/rank";
import { Fields, list, moment, number, type Reader, text, word } from "./fields";
import { certificateBlocks, certificates } from "./pem";

/** Where a passphrase is that the registry does not hold itself. Never the passphrase. */
export interface SecretReference {
  /** Name or ARN of a Secrets Manager secret. */
  readonly secret: string;
  /** Field of the secret, if its value is a JSON object. */
  readonly field?: string;
}

/** What everyone may know of a registered certificate: all that is needed to present it, but for the secret half. */
export interface Registration extends Rankable, CertificateFacts {
  /** The certificate and its chain as PEM, leaf first. */
  readonly certificate: string;
  /** The custom certificate authorities as PEM, by which the server is verified. */
  readonly certificateAuthority?: string;
  /** Name of the Secrets Manager secret that holds the key: see `SecretHalf`. */
  readonly secretName: string;
  /** Where the passphrase is, if it is not beside the key. */
  readonly passphraseSecret?: SecretReference;
  /** Where the passphrase beside the key was taken from, in words, e.g. `variable acme_passphrase`. */
  readonly passphraseSource?: string;
}

/** Every field has to be there and of its type; what else there is, is passed over. */
export const readRegistration: Reader<Registration> = (value, at) => {
  const fields = Fields.of(value, at);
  const registration: Registration = {
    host: fields.read("host", hostPattern),
    declaration: fields.read("declaration", word),
    addedAt: fields.optional("addedAt", moment),
    order: fields.read("order", number),
    subject: fields.read("subject", text),
    issuer: fields.read("issuer", text),
    serialNumber: fields.read("serialNumber", word),
    fingerprint256: fields.read("fingerprint256", word),
    notBefore: fields.read("notBefore", moment),
    notAfter: fields.read("notAfter", moment),
    keyType: fields.read("keyType", word),
    keySize: fields.optional("keySize", number),
    curve: fields.optional("curve", word),
    chainLength: fields.read("chainLength", number),
    certificateAuthorities: fields.optional("certificateAuthorities", list(text)),
    certificate: fields.read("certificate", certificates),
    certificateAuthority: fields.optional("certificateAuthority", certificates),
    secretName: fields.read("secretName", word),
    passphraseSecret: fields.optional("passphraseSecret", readSecretReference),
    passphraseSource: fields.optional("passphraseSource", word),
  };
  const count = certificateBlocks(registration.certificate).length;
  if (count !== registration.chainLength) {
    at.field("certificate").fail(`holds ${count} of ${registration.chainLength} certificates`);
  }
  return registration;
};

/** A pattern that costs no more to match than one that synth lets pass. */
export const hostPattern: Reader<string> = (value, at) => {
  const pattern = word(value, at);
  if (pattern.length > MAX_HOST_LENGTH) at.fail(`has ${pattern.length} characters`);
  if (alternatives(pattern).length > MAX_ALTERNATIVES) at.fail(`stands for more than ${MAX_ALTERNATIVES} hosts`);
  return pattern;
};

export const readSecretReference: Reader<SecretReference> = (value, at) => {
  const fields = Fields.of(value, at);
  return { secret: fields.read("secret", word), field: fields.optional("field", text) };
};
