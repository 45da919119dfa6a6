import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { rsaBundle } from "../../test/support/pkcs12";
import { run } from "../process";
import type { Reference } from "../programs/inspect";
import type { Goal, Measurement, Row } from "../row";
import { type Session, shared } from "../session";

/** Of what is inspected; the files are named after them. */
const MATERIALS = {
  rsa: "inspect an RSA 2048 pair",
  ec: "inspect a P-256 pair",
  encrypted: "inspect an encrypted RSA 2048 key (PBKDF2, 2048 rounds)",
  pkcs12: "inspect a PKCS#12 bundle",
} as const;

const REFERENCES: Readonly<Record<Reference, string>> = {
  "node:crypto": "parse, decrypt, compare the public halves: its bare calls",
  "node-forge": "parse, decrypt, compare, and prove the private half by a signature",
  "node-forge, unproved": "parse, decrypt, compare the public halves",
};

export type MaterialName = keyof typeof MATERIALS;

export const inspectRows: readonly Row[] = [
  row("rsa", "node-forge", { atLeast: 10 }),
  row("rsa", "node-forge, unproved", { atLeast: 10 }),
  row("rsa", "node:crypto", { atMost: 2 }),
  row("ec", "node:crypto", { atMost: 2 }),
  row("encrypted", "node-forge"),
  row("encrypted", "node:crypto", { atMost: 2 }),
  row("pkcs12", "node-forge"),
  row("pkcs12", "node:crypto", { atMost: 2 }),
];

function row(material: MaterialName, reference: Reference, goal?: Goal): Row {
  return {
    name: `${MATERIALS[material]}: ${reference}`,
    reference: REFERENCES[reference],
    comparison: reference === "node:crypto" ? "times" : "faster",
    goal,
    measure: (session) => measure(session, material, reference),
  };
}

async function measure(session: Session, material: MaterialName, reference: Reference): Promise<Measurement> {
  const { ours, reference: bare } = await run<{ ours: number; reference: number }>("inspect", {
    arguments: [material, reference, await files(session), session.size(11, 1), session.size(200, 1)],
  });
  return { ours, reference: bare, unit: "ms" };
}

const files = shared(async ({ directory }) => {
  const authority = await Authority.create("Bench CA", { keyType: "rsa" });
  const rsa = await authority.issue("check", { keyType: "rsa" });
  const write = (name: string, { certificate, privateKey }: Issued) => {
    writeFileSync(join(directory, `${name}.crt`), certificate);
    writeFileSync(join(directory, `${name}.key`), privateKey);
  };
  write("rsa", rsa);
  write("ec", await authority.issue("check"));
  write("encrypted", { ...rsa, privateKey: encryptKey(rsa.privateKey, "passphrase") });
  writeFileSync(join(directory, "pkcs12.p12"), rsaBundle(rsa, "passphrase"));
  return directory;
});
