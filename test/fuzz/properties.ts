// What must hold for any input at all: no throw, no hang, and never an accepted pair that could not be used.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import fc from "fast-check";
import { ClientCertificateError } from "../../src/errors";
import { FINDING_SEVERITY } from "../../src/finding";
import { normaliseHost } from "../../src/host/host-name";
import { matchesHost } from "../../src/host/host-pattern";
import { judgeHost } from "../../src/host/judge-host";
import { inspectClientCertificate } from "../../src/inspect";
import { authority, certificate, encryptedPem, keyOf, keyPem, type Made } from "../support/certificates";
import { pem } from "../support/der";
import { file } from "../support/inspect";
import { pkcs12 } from "../support/openssl";
import { bounded, type Cost } from "./cost";

export interface Slowest extends Cost {
  readonly input: string;
}

/** The dearest input of each property so far. */
export const slowest = new Map<string, Slowest>();

const root = authority("CN=Root", { key: keyOf("p256", 1) });
const leaves = (["rsa", "p256", "ed25519"] as const).map((name) =>
  certificate("CN=client", { issuer: root, key: keyOf(name) }),
);
const PASSPHRASE = "secret";
const bundles = [
  ...leaves.map((leaf) => pkcs12(leaf, { above: [root], args: ["-noiter", "-nomaciter"] })),
  pkcs12(leaves[1]!, { args: ["-keypbe", "NONE", "-certpbe", "NONE", "-noiter", "-nomaciter"] }),
  pkcs12(leaves[1]!, { args: ["-legacy", "-noiter", "-nomaciter"] }),
];

type Mutation = { kind: "flip" | "set" | "drop" | "insert" | "repeat" | "cut"; at: number; size: number; byte: number };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(
    "flip" as const,
    "set" as const,
    "drop" as const,
    "insert" as const,
    "repeat" as const,
    "cut" as const,
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  size: fc.integer({ min: 1, max: 70 }),
  byte: fc.oneof(fc.constantFrom(0, 10, 13, 32, 43, 45, 47, 61, 65, 128, 255), fc.integer({ min: 0, max: 255 })),
});
const mutations = fc.array(mutation, { minLength: 0, maxLength: 3 });

function mutate(bytes: Buffer, list: readonly Mutation[]): Buffer {
  return list.reduce(change, bytes);
}

function change(bytes: Buffer, { kind, at, size, byte }: Mutation): Buffer {
  const start = Math.floor(at * bytes.length);
  const [before, rest] = [bytes.subarray(0, start), bytes.subarray(start)];
  switch (kind) {
    case "flip":
      return Buffer.concat([before, Buffer.from([(rest[0] ?? 0) ^ (1 << (byte & 7))]), rest.subarray(1)]);
    case "set":
      return Buffer.concat([before, Buffer.from([byte]), rest.subarray(1)]);
    case "drop":
      return Buffer.concat([before, rest.subarray(size)]);
    case "insert":
      return Buffer.concat([before, Buffer.alloc(size % 4 || 1, byte), rest]);
    case "repeat":
      return Buffer.concat([before, rest.subarray(0, size), rest]);
    case "cut":
      return before;
  }
}

const paths = { certificate: file("", "client.crt"), key: file("", "client.key"), bundle: file("", "client.p12") };

/** Text of certificates and keys with some bytes changed, as editors and copying do. */
const changedPem = fc
  .record({
    leaf: fc.nat(leaves.length - 1),
    encrypted: fc.boolean(),
    inCertificate: mutations,
    inKey: mutations,
    other: fc.nat(9),
  })
  .map(({ leaf, encrypted, inCertificate, inKey, other }) => {
    const made = leaves[leaf]!;
    const key = other === 0 ? leaves[(leaf + 1) % leaves.length]!.key : made.key;
    return {
      certificate: mutate(Buffer.from(made.pem + (other < 4 ? root.pem : "")), inCertificate),
      key: mutate(Buffer.from(encrypted ? encryptedOf(key) : keyPem(key)), inKey),
      passphrase: encrypted ? PASSPHRASE : undefined,
    };
  });

const encryptedKeys = new Map<KeyObject, string>();

function encryptedOf(key: KeyObject): string {
  const text = encryptedKeys.get(key) ?? encryptedPem(key, PASSPHRASE);
  encryptedKeys.set(key, text);
  return text;
}

/** Whole PEM around changed DER: what the armour does not catch. */
const changedDer = fc
  .record({ leaf: fc.nat(leaves.length - 1), inCertificate: mutations, inKey: mutations })
  .map(({ leaf, inCertificate, inKey }) => {
    const { der, key } = leaves[leaf]!;
    return {
      certificate: Buffer.from(pem("CERTIFICATE", mutate(der, inCertificate))),
      key: Buffer.from(pem("PRIVATE KEY", mutate(key.export({ type: "pkcs8", format: "der" }), inKey))),
      passphrase: undefined,
    };
  });

const changedBundle = fc
  .record({ bundle: fc.nat(bundles.length - 1), changes: mutations, wrong: fc.nat(9) })
  .map(({ bundle, changes, wrong }) => ({
    bundle: mutate(bundles[bundle]!, changes),
    passphrase: wrong === 0 ? undefined : wrong === 1 ? "wrong" : PASSPHRASE,
  }));

const hostLike = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "*",
        "?",
        ".",
        "acme",
        "com",
        "co",
        "uk",
        "{",
        "}",
        ",",
        "[",
        "]",
        "(",
        ")",
        "+(",
        "@(",
        "!(",
        "!",
        "|",
        "-",
        "a",
        "..",
        "**",
        "\\",
        "://",
        ":443",
        "/",
        "xn--",
        "é",
        "1",
        "::1",
        "#",
        " ",
        "{1..9}",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join("")),
);

const PIECES = [
  " ",
  "\t",
  "\r",
  "\n",
  "\\",
  "\\n",
  "=",
  "-",
  "/",
  ":",
  ", ",
  "a: ",
  "x ",
  '"',
  "[",
  "&#10;",
  "0000: 00 ",
  "00:",
];
const LABELS = [
  "-----BEGIN ",
  "-----BEGIN CERTIFICATE-----\n",
  "-----END CERTIFICATE-----\n",
  "MIIB",
  "begin ",
  "\x1b[0",
];
const RUN_BYTES = 8_000;

/** Text that says one thing again and again: what looks at a place twice takes the square of its length. */
const longRuns = fc
  .array(
    fc.record({
      piece: fc.oneof(fc.constantFrom(...PIECES, ...LABELS), fc.string({ minLength: 1, maxLength: 6 })),
      bytes: fc.constantFrom(1, 100, RUN_BYTES),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((runs) => Buffer.from(runs.map(({ piece, bytes }) => piece.repeat(Math.ceil(bytes / piece.length))).join("")));

/** The properties by name; each runs once per input. */
export const PROPERTIES: Record<string, fc.IProperty<unknown>> = {
  "PEM with changed bytes": fc.property(changedPem, (input) => pemHolds("PEM with changed bytes", input)),
  "DER with changed bytes": fc.property(changedDer, (input) => pemHolds("DER with changed bytes", input)),
  "PKCS#12 with changed bytes": fc.property(changedBundle, bundleHolds),
  "bytes of any kind": fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
    pemHolds("bytes of any kind", { certificate: Buffer.from(bytes), key: Buffer.from(bytes), passphrase: undefined }),
  ),
  "long runs": fc.property(longRuns, (bytes) =>
    pemHolds("long runs", { certificate: bytes, key: bytes, passphrase: undefined }),
  ),
  hosts: fc.property(hostLike, hostHolds),
} as Record<string, fc.IProperty<unknown>>;

interface PemInput {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly passphrase?: string;
}

function pemHolds(property: string, { certificate, key, passphrase }: PemInput): void {
  writeFileSync(paths.certificate, certificate);
  writeFileSync(paths.key, key);
  const files = { certificatePath: paths.certificate, privateKeyPath: paths.key };
  const inspected = timed(
    property,
    () => Buffer.concat([certificate, key]),
    () => inspectClientCertificate(files, { passphrase }),
    () => createPrivateKey({ key, passphrase }),
  );
  checkFindings(inspected);
  if (!inspected.ok) return;
  createSecureContext({ cert: certificate, key, passphrase });
  mustSign(new X509Certificate(certificate).publicKey, createPrivateKey({ key, passphrase }));
}

function bundleHolds({ bundle, passphrase }: { bundle: Buffer; passphrase?: string }): void {
  writeFileSync(paths.bundle, bundle);
  const property = "PKCS#12 with changed bytes";
  const inspected = timed(
    property,
    () => bundle,
    () => inspectClientCertificate({ pkcs12Path: paths.bundle }, { passphrase }),
    () => createSecureContext({ pfx: bundle, passphrase }),
  );
  checkFindings(inspected);
  if (!inspected.ok) return;
  createSecureContext({ pfx: bundle, passphrase });
  if (!leaves.some(({ der }: Made) => new X509Certificate(der).fingerprint256 === inspected.facts!.fingerprint256)) {
    throw new Error(`accepted a certificate that nobody made: ${inspected.facts!.subject}`);
  }
}

function hostHolds(host: string): void {
  const { pattern, findings } = timed(
    "hosts",
    () => Buffer.from(host),
    () => judgeHost(host),
  );
  checkFindings({ findings });
  if (findings.length > 0) return;
  timed(
    "hosts",
    () => Buffer.from(host),
    () => matchesHost(pattern, "www.api.acme.com"),
  );
  if (judgeHost(pattern).pattern !== pattern) throw new Error(`${JSON.stringify(pattern)} is not normal`);
  try {
    normaliseHost(host);
  } catch (error) {
    if (!ClientCertificateError.is(error)) throw error;
  }
}

function checkFindings({
  findings,
}: {
  findings: readonly { code: string; message: string; fix: string; file: string }[];
}): void {
  for (const { code, message, fix } of findings) {
    if (!(code in FINDING_SEVERITY) || message === "" || fix === "")
      throw new Error(`an empty or unknown finding: ${code}`);
    if (message.length + fix.length > 4000) throw new Error(`a message of ${message.length} characters: ${code}`);
  }
}

function mustSign(publicKey: KeyObject, key: KeyObject): void {
  const hash = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const probe = Buffer.from("probe");
  if (!verify(hash, probe, publicKey, sign(hash, probe, key))) throw new Error("accepted a key that does not fit");
  createPublicKey(key);
}

function timed<T>(property: string, input: () => Buffer, run: () => T, byNode: () => void = () => {}): T {
  return bounded(run, byNode, (cost) => {
    if (cost.ms > (slowest.get(property)?.ms ?? 0))
      slowest.set(property, { ...cost, input: input().toString("base64") });
  });
}
