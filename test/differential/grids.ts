// Cases of which each is one of many: what can be said in a certificate, in every combination.
import {
  authority,
  type CertificateOptions,
  certificate,
  EKU,
  type Hash,
  type KeyName,
  keyOf,
  keyPem,
  type Made,
} from "../support/certificates";
import { oid, sequence, set, tlv } from "../support/der";
import type { Case } from "./cases";
import { EXTENSIONS, KINDS_OF_CHANGE, madeOf } from "./mutated-extensions";

const KEY = keyOf("p256");

/** A client's key is one: signatures are all that a case costs. */
export function caseOf(name: string, ...chain: readonly [Made, ...Made[]]): Case {
  return { name, certificate: chain.map(({ pem }) => pem).join(""), key: keyPem(chain[0].key) };
}

function product<A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}

const KEY_USAGES: Record<string, number | null> = {
  "no key usage": null,
  "an empty one": 0,
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
  encipherOnly: 0x01,
  "signature and encipherment": 0xa0,
  "encipherment and agreement": 0x28,
  "signature and keyCertSign": 0x84,
};

const EMAIL = "1.3.6.1.5.5.7.3.4";
const EXTENDED: Record<string, readonly string[] | null> = {
  "no extended one": null,
  clients: [EKU.client],
  servers: [EKU.server],
  both: [EKU.server, EKU.client],
  "any purpose": [EKU.any],
  "any purpose and clients": [EKU.any, EKU.client],
  mail: [EMAIL],
  "mail and clients": [EMAIL, EKU.client],
};

const AUTHORITY: Record<string, boolean | null> = { "no authority": false, "an authority": true, neither: null };

/** What a client's certificate is for. */
export function purposeCases(root: Made): Case[] {
  const usages = product(Object.entries(KEY_USAGES), Object.entries(EXTENDED));
  return product(usages, Object.entries(AUTHORITY)).map(([[[a, keyUsage], [b, extendedKeyUsage]], [c, ca]]) =>
    caseOf(`${a}, ${b}, ${c}`, certificate("CN=client", { issuer: root, key: KEY, keyUsage, extendedKeyUsage, ca })),
  );
}

/** What the certificate of an authority is for. */
export function authorityCases(root: Made): Case[] {
  const names = ["no key usage", "an empty one", "digitalSignature", "keyCertSign", "cRLSign"];
  const usages = product(names, ["no extended one", "clients", "servers", "any purpose", "mail"]);
  return product(product(usages, Object.entries(AUTHORITY)), [undefined, 0]).map(
    ([[[usage, extended], [kind, ca]], pathLength]) => {
      const keyUsage = KEY_USAGES[usage];
      const options = { keyUsage, extendedKeyUsage: EXTENDED[extended], ca, pathLength };
      const middle = authority("CN=Middle", { issuer: root, key: keyOf("p256", 2), ...options });
      const leaf = certificate("CN=client", { issuer: middle, key: KEY });
      return caseOf(`authority: ${usage}, ${extended}, ${kind}, ${pathLength}`, leaf, middle);
    },
  );
}

/** Path lengths along three authorities, and along a second way past the highest. */
export function pathLengthCases(root: Made, otherRoot: Made): Case[] {
  const lengths = [undefined, 0, 1, 2] as const;
  return product(product(lengths, lengths), lengths).flatMap(([[a, b], c]) => {
    const options = { extendedKeyUsage: null };
    const upper = authority("CN=Upper", { issuer: root, key: keyOf("p256", 2), pathLength: a, ...options });
    const other = authority("CN=Upper", { issuer: otherRoot, key: upper.key, pathLength: c, ...options });
    const middle = authority("CN=Middle", { issuer: upper, key: keyOf("p256", 3), pathLength: b });
    const lower = authority("CN=Lower", { issuer: middle, key: keyOf("p256", 4), pathLength: c });
    const below = certificate("CN=client", { issuer: lower, key: KEY });
    const beside = certificate("CN=client", { issuer: middle, key: KEY });
    return [
      caseOf(`path lengths ${a}, ${b}, ${c}`, below, lower, middle, upper),
      caseOf(`path lengths ${a} or ${c}, then ${b}`, beside, middle, upper, other),
    ];
  });
}

const SIGNERS: readonly KeyName[] = ["rsa", "rsa3072", "rsa-pss", "p256", "p384", "p521", "ed25519", "ed448"];
const HASHES: readonly Hash[] = ["sha1", "sha256", "sha384", "sha512"];

/** Whose key signs whose. */
export function signatureCases(root: Made): Case[] {
  const clients: readonly KeyName[] = ["rsa", "p256", "p384", "ed25519"];
  const hashed = product(SIGNERS, HASHES).filter(([signer, hash]) => hash === "sha256" || !/pss|ed/.test(signer));
  return product(clients, hashed).map(([client, [signer, hash]]) => {
    const middle = authority("CN=Middle", { issuer: root, key: keyOf(signer, 2) });
    const leaf = certificate("CN=client", { issuer: middle, key: keyOf(client), hash });
    return caseOf(`${client} signed by ${signer} with ${hash}`, leaf, middle);
  });
}

const UTC = (text: string) => tlv(0x0c, Buffer.from(text));
const STRINGS: Record<string, Buffer> = {
  UTF8String: UTC("Sub CA"),
  PrintableString: tlv(0x13, Buffer.from("Sub CA")),
  T61String: tlv(0x14, Buffer.from("Sub CA")),
  IA5String: tlv(0x16, Buffer.from("Sub CA")),
  BMPString: tlv(0x1e, Buffer.from("Sub CA", "utf16le").swap16()),
  UniversalString: tlv(0x1c, Buffer.from([..."Sub CA"].flatMap((letter) => [0, 0, 0, letter.charCodeAt(0)]))),
  "other letters": UTC("sub ca"),
  "two blanks": UTC("Sub  CA"),
  "a blank before": UTC(" Sub CA"),
  "a blank after": UTC("Sub CA "),
  "a tab": UTC("Sub\tCA"),
  "a no-break space": UTC("Sub\u00a0CA"),
  "another name": UTC("Sub CB"),
  "an accent": UTC("Sub C\u00c1"),
  NumericString: tlv(0x12, Buffer.from("Sub CA")),
};

/** The issuer's name as its own certificate has it, and as the client's has it. */
export function issuerNameCases(root: Made): Case[] {
  const name = (value: Buffer) => sequence(set(sequence(oid("2.5.4.3"), value)));
  const written = Object.entries(STRINGS);
  return product(written, written).map(([[own, subject], [said, issuer]]) => {
    const middle = authority("CN=Sub CA", { issuer: root, key: keyOf("p256", 2), subject: name(subject) });
    const leaf = certificate("CN=client", { issuer: middle, key: KEY, issuerName: name(issuer) });
    return caseOf(`issuer's name: ${own}, and ${said}`, leaf, middle);
  });
}

const TIMES = [
  "200101000000Z",
  "20200101000000Z",
  "2001010000Z",
  "202001010000Z",
  "200101000000+0000",
  "20200101000000+0100",
  "20200101000000.5Z",
  "200101000000",
  "20200101000000",
  "20201301000000Z",
  "20200230000000Z",
  "20200101240000Z",
  "20200101000060Z",
  "00010101000000Z",
  "500101000000Z",
  "491231235959Z",
  "99991231235959Z",
  "20501231235959Z",
  "",
  "yesterday",
];

/** Dates in every form, of a client and of an authority. */
export function dateCases(root: Made): Case[] {
  const options = TIMES.flatMap((time): CertificateOptions[] => [{ notBefore: time }, { notAfter: time }]);
  return options.flatMap((one) => {
    const middle = authority("CN=Middle", { issuer: root, key: keyOf("p256", 2), ...one });
    const name = JSON.stringify(one);
    return [
      caseOf(`client of ${name}`, certificate("CN=client", { issuer: root, key: KEY, ...one })),
      caseOf(`authority of ${name}`, certificate("CN=client", { issuer: middle, key: KEY }), middle),
    ];
  });
}

/** Every extension with every kind of change to its contents; where it means an unseen issuer, nobody can know it. */
export function contentCases(): Case[] {
  const ids = EXTENSIONS.filter((id) => id !== "authorityKeyIdentifier");
  const kinds = Array.from({ length: KINDS_OF_CHANGE }, (_, kind) => kind);
  return product(product(ids, kinds), [1, 7]).map(([[id, kind], at]) => {
    const changes = [[kind, at, 0x05]] as const;
    const made = madeOf({ where: "leaf", extensions: [{ id, value: 0, critical: at === 7, changes }] });
    return { name: `${id}, change ${kind} at ${at}`, ...made };
  });
}
