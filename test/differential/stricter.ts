// What a server accepts, and we refuse on purpose: the rows of the table in docs/findings.md.
import { createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { FindingCode } from "../../src/finding";
import { childrenOf, sequence as membersOf, octets, readAsn1 } from "../../src/x509/der";
import { authority, certificate, keyOf, keyPem, type Made } from "../support/certificates";
import { integer, nothing, octetString, oid, pem, sequence, tlv } from "../support/der";
import { file } from "../support/inspect";
import { openssl, pkcs12 } from "../support/openssl";
import { type Case, chainPem, lower, otherRoot, root, upper } from "./cases";

export interface Stricter {
  /** As the table has it. */
  readonly what: string;
  /** Who accepts it. */
  readonly by: "every server" | "TLS 1.2" | "a newer Node";
  readonly cases: () => readonly (Case & { readonly code: FindingCode })[];
}

const KEY = keyOf("p256");
const leaf = certificate("CN=client", { issuer: root, key: KEY });
const below = certificate("CN=client", { issuer: lower, key: KEY });

function chained(name: string, code: FindingCode, ...chain: Made[]) {
  return { name, code, certificate: chainPem(below, ...chain), key: keyPem(KEY) };
}

function paired(name: string, code: FindingCode, key: string | Buffer, made = leaf) {
  return { name, code, certificate: made.pem, key };
}

/** PKCS#8 of version 2: with the public key, as RFC 5958 allows. */
function version2(): string {
  const [, algorithm, key] = membersOf(readAsn1(KEY.export({ type: "pkcs8", format: "der" })));
  const { x, y } = KEY.export({ format: "jwk" });
  const point = [x!, y!].map((part) => Buffer.from(part, "base64url"));
  const open = tlv(0x81, Buffer.from([0, 4]), ...point);
  return pem("PRIVATE KEY", sequence(integer(1), algorithm!.whole, key!.whole, open));
}

/** The same bundle, with a MAC of RFC 9579, which an older openssl does not make. */
function withPbmac1(pfx: Buffer, passphrase: string): Buffer {
  const [version, authSafe] = membersOf(readAsn1(pfx));
  const content = octets(childrenOf(membersOf(authSafe)[1]!)[0]);
  const [salt, rounds, length] = [randomBytes(8), 2048, 32];
  const hmac = sequence(oid("1.2.840.113549.2.9"), nothing());
  const derivation = sequence(octetString(salt), integer(rounds), integer(length), hmac);
  const parameters = sequence(sequence(oid("1.2.840.113549.1.5.12"), derivation), hmac);
  const key = pbkdf2Sync(passphrase, salt, rounds, length, "sha256");
  const digest = createHmac("sha256", key).update(content).digest();
  const info = sequence(sequence(oid("1.2.840.113549.1.5.14"), parameters), octetString(digest));
  return sequence(version!.whole, authSafe!.whole, sequence(info, octetString(salt), integer(1)));
}

const KINDS: readonly Stricter[] = [
  {
    what: "Certificates out of order",
    by: "every server",
    cases: () => [
      chained("intermediates in the wrong order", "chain-order", upper, lower),
      chained("the root before the intermediates", "chain-order", root, lower, upper),
    ],
  },
  {
    what: "A certificate in a file in PEM that does not belong to the chain, or is there twice",
    by: "every server",
    cases: () => [
      chained("a stranger", "chain-broken", lower, upper, authority("CN=Stranger", { key: keyOf("p256", 4) })),
      chained("an intermediate twice", "chain-broken", lower, lower, upper),
    ],
  },
  {
    what: "A certificate out of date that the server can do without",
    by: "every server",
    cases: () => {
      const old = authority("CN=Upper", { issuer: otherRoot, key: upper.key, notAfter: "20240101000000Z" });
      return [
        chained("a cross-signed intermediate that has ended, beside one that has not", "expired", lower, upper, old),
      ];
    },
  },
  {
    what: "An RSA key of slightly fewer than 2048 bits",
    by: "every server",
    cases: () => {
      const made = certificate("CN=client", { issuer: root, key: keyOf("rsa2047") });
      return [paired("an RSA key of 2047 bits", "weak-key", keyPem(made.key), made)];
    },
  },
  {
    what: "More than 100 certificates",
    by: "every server",
    cases: () => [chained("100 authorities more", "chain-too-long", lower, upper, ...new Array(99).fill(root))],
  },
  {
    what: "More than one private key in a file",
    by: "every server",
    cases: () => [paired("two keys, the first of which fits", "several-keys", keyPem(KEY) + keyPem(keyOf("p256", 8)))],
  },
  {
    what: "A private key in a file that is not UTF-8",
    by: "every server",
    cases: () => [
      paired("a comment in Latin-1", "not-utf8", Buffer.from(`# Schl\u00fcssel\n${keyPem(KEY)}`, "latin1")),
    ],
  },
  {
    what: "A file that is larger than AWS stores, or than certificates and keys are",
    by: "every server",
    cases: () => [
      paired("a key with 80 KB of text", "registration-too-large", keyPem(KEY) + "> quoted\n".repeat(9000)),
      paired("a key with 1 MB of text", "file-too-large", keyPem(KEY) + "> quoted\n".repeat(120_000)),
    ],
  },
  {
    what: "Key derivations of more than 5,000,000 rounds",
    by: "every server",
    cases: () => {
      const iterations = ["-passout", "pass:secret", "-v2prf", "hmacWithSHA1", "-iter", "5000001"];
      const key = openssl("pkcs8", "-topk8", "-in", file(keyPem(KEY)), ...iterations);
      return [{ ...paired("a key with 5,000,001 rounds", "cipher-unsupported", key), passphrase: "secret" }];
    },
  },
  {
    what: "What a newer Node loads and Node 20 does not",
    by: "a newer Node",
    cases: () => [
      {
        name: "a bundle without a MAC",
        code: "pkcs12-no-mac",
        pfx: pkcs12(leaf, { args: ["-nomac"] }),
        passphrase: "secret",
      },
      paired("PKCS#8 of version 2", "key-malformed", version2()),
      { name: "PBMAC1", code: "cipher-unsupported", pfx: withPbmac1(pkcs12(leaf), "secret"), passphrase: "secret" },
    ],
  },
  {
    what: "A key that TLS 1.2 has and TLS 1.3 has not, such as DSA",
    by: "TLS 1.2",
    cases: () => {
      const made = certificate("CN=client", { issuer: root, key: keyOf("dsa") });
      return [paired("a key of DSA", "key-type-unsupported", keyPem(made.key), made)];
    },
  },
];

export const STRICTER: readonly Stricter[] = KINDS.map((kind) => ({ ...kind, cases: once(kind.cases) }));

/** Some take seconds to make. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const stricterCases = () => STRICTER.flatMap(({ cases }) => cases());
