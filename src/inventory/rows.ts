import { join, posix, relative, sep } from "node:path";
import type { LocatedRegistration } from "../registry/manifest";
import type { PassphraseReference } from "../wire/manifest";
import type { Registration, SecretReference } from "../wire/registration";
import type { CertificateRow } from "./certificate-row";
import { keyName } from "./key-name";
import { publicKeyOf } from "./public-key";

/** The row of a declaration; files are named relative to the working directory, as in the code. */
export function rowOfDeclaration(registration: LocatedRegistration): CertificateRow {
  const { files, directory, warnings } = registration;
  const known = warnings === undefined ? {} : { warnings };
  return { ...row(registration, passphraseSource(files.passphrase, directory)), ...known };
}

/** The row of a deployed certificate. */
export function rowOfDeployed(registration: Registration): CertificateRow {
  const { passphraseSecret, passphraseSource = "none" } = registration;
  return row(registration, passphraseSecret ? secretSource(passphraseSecret) : passphraseSource);
}

function row(registration: Registration, passphrase: string): CertificateRow {
  const { host, declaration, addedAt, order, serialNumber, fingerprint256, notBefore, notAfter, chainLength } =
    registration;
  const publicKey = publicKeyOf(registration.certificate);
  return {
    host,
    declaration,
    ...(addedAt === undefined ? {} : { addedAt }),
    order,
    subject: registration.subject,
    issuer: registration.issuer,
    serialNumber,
    fingerprint256,
    key: keyName(registration),
    ...(publicKey === undefined ? {} : { publicKey }),
    notBefore,
    notAfter,
    chainLength,
    certificateAuthorities: registration.certificateAuthorities ?? [],
    passphrase,
  };
}

function passphraseSource(reference: PassphraseReference | undefined, directory: string): string {
  if (reference === undefined) return "none";
  if ("variable" in reference) return `variable ${reference.variable}`;
  if ("secret" in reference) return secretSource(reference);
  return `file ${relative("", join(directory, reference.file)).split(sep).join(posix.sep)}`;
}

function secretSource({ secret, field }: SecretReference): string {
  return field === undefined ? `secret ${secret}` : `secret ${secret}, field ${field}`;
}
