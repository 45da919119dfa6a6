import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { authority, certificate, keyOf } from "../../test/support/certificates";
import { keystore, PASSPHRASE } from "../../test/support/keytool";
import { byGnuTls, byNss } from "../../test/support/other-bundles";
import { opensslBundle } from "../../test/support/pkcs12";
import { isOnPath } from "../../test/support/tools";
import { NotHere } from "../not-here";
import { run } from "../process";
import type { Reference } from "../programs/inspect";
import type { Goal, Measurement, Row } from "../row";
import { type Session, shared } from "../session";

/** Of what is inspected; the files are named after them. */
const MATERIALS = {
  rsa: "an RSA 2048 pair",
  ec: "a P-256 pair",
  encrypted: "an encrypted RSA 2048 key (PBKDF2, 2048 rounds)",
  "pkcs12-openssl": "a PKCS#12 bundle of openssl",
  "pkcs12-nss": "a PKCS#12 bundle of NSS",
  "pkcs12-gnutls": "a PKCS#12 bundle of GnuTLS",
  "pkcs12-keytool": "a PKCS#12 bundle of keytool",
} as const;

const REFERENCES: Readonly<Record<Reference, string>> = {
  "node:crypto": "the bare calls by which Node alone loads it and compares",
  "node-forge": "parse, decrypt, compare, and prove the private half by a signature",
  "node-forge, unproved": "parse, decrypt, compare the public halves",
};

export type MaterialName = keyof typeof MATERIALS;

const GOAL = { atMost: 1.5 };

export const inspectRows: readonly Row[] = [
  row("rsa", "node-forge", { atLeast: 10 }),
  row("rsa", "node-forge, unproved"),
  row("rsa", "node:crypto", GOAL),
  row("ec", "node:crypto", GOAL),
  row("encrypted", "node:crypto", GOAL),
  row("pkcs12-openssl", "node:crypto", GOAL, "openssl"),
  row("pkcs12-nss", "node:crypto", GOAL, "pk12util"),
  row("pkcs12-gnutls", "node:crypto", GOAL, "certtool"),
  row("pkcs12-keytool", "node:crypto", GOAL, "keytool"),
];

function row(material: MaterialName, reference: Reference, goal?: Goal, tool?: string): Row {
  return {
    name: `inspect ${MATERIALS[material]}: ${reference}`,
    reference: REFERENCES[reference],
    comparison: reference === "node:crypto" ? "times" : "faster",
    goal,
    async measure(session) {
      if (tool && !isOnPath(tool)) throw new NotHere(`${tool} is not on the PATH`);
      return measure(session, material, reference);
    },
  };
}

async function measure(session: Session, material: MaterialName, reference: Reference): Promise<Measurement> {
  const folder = await files(session);
  if (material.startsWith("pkcs12")) writeFileSync(join(folder, `${material}.p12`), BUNDLES[material]!());
  // Derived keys take a second for each inspection: fewer of them.
  const rounds = session.size(/nss|gnutls/.test(material) ? 2 : 9, 1);
  const { ours, reference: bare } = await run<{ ours: number; reference: number }>("inspect", {
    arguments: [material, reference, folder, rounds, session.size(150, 1)],
  });
  return { ours, reference: bare, unit: "ms" };
}

const files = shared(async ({ directory }) => {
  const issuer = await Authority.create("Bench CA", { keyType: "rsa" });
  const rsa = await issuer.issue("check", { keyType: "rsa" });
  const write = (name: string, { certificate, privateKey }: Issued) => {
    writeFileSync(join(directory, `${name}.crt`), certificate);
    writeFileSync(join(directory, `${name}.key`), privateKey);
  };
  write("rsa", rsa);
  write("ec", await issuer.issue("check"));
  write("encrypted", { ...rsa, privateKey: encryptKey(rsa.privateKey, PASSPHRASE) });
  return directory;
});

/** A certificate and its issuer. */
const issued = () => {
  const root = authority("CN=Bench CA");
  return { root, leaf: certificate("CN=check", { issuer: root, key: keyOf("rsa") }) };
};

const BUNDLES: Readonly<Record<string, () => Buffer>> = {
  "pkcs12-openssl": () => {
    const { root, leaf } = issued();
    const privateKey = leaf.key.export({ type: "pkcs8", format: "pem" }).toString();
    return opensslBundle({ certificate: leaf.pem, privateKey }, PASSPHRASE, root.pem);
  },
  "pkcs12-nss": () => byNss(issued().leaf, issued().root),
  "pkcs12-gnutls": () => byGnuTls(issued().leaf, issued().root),
  "pkcs12-keytool": () => {
    const { root, leaf } = issued();
    return readFileSync(keystore({ check: { made: leaf, above: [root] } }));
  },
};
