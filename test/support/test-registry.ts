// A registry to run the same tests against: the deployed one, or the embedded one.
import { X509Certificate } from "node:crypto";
import { secretNameOf } from "../../src/registry/names";
import type { ClientCertificates, ConnectionOptions } from "../../src/runtime";
import type { Registration, SecretReference } from "../../src/wire/registration";

/** What a test declares; of the key, one of the three. */
export interface Declared {
  readonly host: string;
  /** @default - made from the host */
  readonly declaration?: string;
  readonly certificate: string;
  readonly privateKey?: string;
  readonly pkcs12?: Buffer;
  readonly passphrase?: string;
  readonly passphraseSecret?: SecretReference;
  readonly passphraseSource?: string;
  readonly certificateAuthority?: string;
}

export interface TestRegistry {
  readonly name: string;
  add(...declared: readonly Declared[]): Promise<void>;
  client(options?: ConnectionOptions): ClientCertificates;
  stop(): Promise<void>;
}

export const ADDED_AT = "2026-01-01T00:00:00Z";

/** The registration of what was declared, as synth would make it. */
export function registrationOf(registry: string, declared: Declared, order: number): Registration {
  const { host, certificate, certificateAuthority, passphraseSecret, passphraseSource } = declared;
  const declaration = declared.declaration ?? `Test/${host.replace(/\W/g, "-")}`;
  const leaf = new X509Certificate(certificate);
  return {
    host,
    declaration,
    addedAt: ADDED_AT,
    order,
    certificate,
    certificateAuthority,
    passphraseSecret,
    passphraseSource,
    secretName: secretNameOf(registry, declaration, leaf.fingerprint256),
    subject: leaf.subject.replaceAll("\n", ", "),
    issuer: leaf.issuer.replaceAll("\n", ", "),
    serialNumber: leaf.serialNumber,
    fingerprint256: leaf.fingerprint256,
    notBefore: new Date(leaf.validFrom).toISOString(),
    notAfter: new Date(leaf.validTo).toISOString(),
    keyType: leaf.publicKey.asymmetricKeyType!,
    chainLength: certificate.split("BEGIN CERTIFICATE").length - 1,
  };
}
