import { Fields, Place, parseJson, type Reader, text, word } from "./fields";
import type { SecretReference } from "./registration";

/** The JSON value of a certificate's secret; Terraform writes it, from the files themselves. */
export interface SecretHalf {
  /** PEM, as in the file: encrypted, if the file is. */
  readonly privateKey?: string;
  /** PKCS#12 bundle, base64. */
  readonly pkcs12?: string;
  /** Absent where the key is not encrypted, or its passphrase is kept by someone else. */
  readonly passphrase?: string;
}

/**
 * The value of a certificate's secret. What is wrong with it is told without a word of it.
 *
 * @throws ClientCertificateError `secret-unreadable`
 */
export function parseSecret(json: string, secret: string): SecretHalf {
  const at = secretPlace(secret);
  return readSecret(parseJson(json, at), at);
}

export const readSecret: Reader<SecretHalf> = (value, at) => {
  const fields = Fields.of(value, at);
  const half = {
    privateKey: fields.optional("privateKey", word),
    pkcs12: fields.optional("pkcs12", base64),
    passphrase: fields.optional("passphrase", text),
  };
  if (half.privateKey === undefined && half.pkcs12 === undefined) return at.fail("has neither privateKey nor pkcs12");
  if (half.privateKey !== undefined && half.pkcs12 !== undefined) return at.fail("has both privateKey and pkcs12");
  return half;
};

const base64: Reader<string> = (value, at) =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(word(value, at))
    ? word(value, at)
    : at.fail("is not base64");

export function secretPlace(secret: string): Place {
  return new Place({
    name: `the secret ${secret}`,
    code: "secret-unreadable",
    fix: 'A deploy writes it: run "cdktf deploy"',
  });
}

/**
 * The passphrase in a secret that someone else keeps.
 *
 * @throws ClientCertificateError `passphrase-unavailable`
 */
export function readPassphrase(value: string, { secret, field }: SecretReference): string {
  if (field === undefined) return value;
  const at = new Place({
    name: `the secret ${secret}`,
    code: "passphrase-unavailable",
    fix: "Correct it, or the field that Passphrase.fromSecret names",
  });
  return Fields.of(parseJson(value, at), at).read(field, text);
}
