// What the key derivations of a file cost is decided before they are begun: at synth, and where a check connects.
import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { openPrivateKey } from "../../src/pkcs12/open-private-key";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { readAsn1 } from "../../src/x509/der";
import { integer, nothing, octetString, oid, sequence, tlv } from "../support/der";
import { client, codes, file, NOW } from "../support/inspect";
import {
  bundle,
  encryptedKey,
  encryptedSafe,
  ofPkcs12,
  pbkdf2,
  RC2,
  safe,
  scrypt,
  shroudedKeyBag,
} from "../support/key-derivation";
import { openssl, pkcs12 } from "../support/openssl";

const { certificate, made } = client();
const BILLION = 1_000_000_000;

/** Less than one second of what is refused would take. */
const AT_ONCE_MS = 1_000;

function atOnce<T>(work: () => T): T {
  const start = performance.now();
  const result = work();
  expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
  return result;
}

/** An encrypted safe with this content. */
function sealed(content: Buffer, rounds = 1): Buffer {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync("pw", salt, rounds, 32, "sha256"), iv);
  const hash = sequence(oid("1.2.840.113549.2.9"), nothing());
  const algorithm = sequence(
    oid("1.2.840.113549.1.5.13"),
    sequence(
      sequence(oid("1.2.840.113549.1.5.12"), sequence(octetString(salt), integer(rounds), hash)),
      sequence(oid("2.16.840.1.101.3.4.1.42"), octetString(iv)),
    ),
  );
  return encryptedSafe(algorithm, Buffer.concat([cipher.update(content), cipher.final()]));
}

/** The one that openssl writes anew in seconds. */
const MANY_PARTS = "20 keys with 1,000,000 rounds each";

const BUNDLES: Record<string, () => Buffer> = {
  "a safe with 1,000,000,000 rounds of PBKDF2": () =>
    bundle([encryptedSafe(pbkdf2(BILLION)), safe(shroudedKeyBag(pbkdf2(1)))]),
  "a key with 20,000,000 rounds": () => bundle([safe(shroudedKeyBag(pbkdf2(20_000_000)))]),
  "a MAC of 1,000,000,000 rounds": () => bundle([safe(shroudedKeyBag(pbkdf2(2048)))], BILLION),
  [MANY_PARTS]: () => bundle([safe(...Array.from({ length: 20 }, () => shroudedKeyBag(pbkdf2(1_000_000))))]),
  "triple DES with 1,000,000,000 rounds": () => bundle([safe(shroudedKeyBag(ofPkcs12(BILLION)))]),
  "a safe within a safe, with a key of 1,000,000,000 rounds": () =>
    bundle([sealed(sequence(shroudedKeyBag(pbkdf2(BILLION)))), safe()]),
  "a costly safe, with a key of 1,000,000,000 rounds within": () =>
    bundle([sealed(sequence(shroudedKeyBag(pbkdf2(BILLION))), 300_000), safe()]),
  "a safe with 1,000,000,000 rounds for a cipher that Node does not have": () =>
    bundle([encryptedSafe(ofPkcs12(BILLION, RC2)), safe(shroudedKeyBag(pbkdf2(1)))]),
  "a key with 1,000,000,000 rounds for a cipher that Node does not have": () =>
    bundle([safe(shroudedKeyBag(ofPkcs12(BILLION, RC2)))]),
  "scrypt with p = 16000": () => bundle([safe(shroudedKeyBag(scrypt(16384, 8, 16000)))]),
  "scrypt with 4 GB": () => bundle([safe(shroudedKeyBag(scrypt(2 ** 22, 8, 1)))]),
  "rounds that no number holds": () => bundle([safe(shroudedKeyBag(pbkdf2(2 ** 53 - 1)))], 2 ** 52),
};

test.each(Object.entries(BUNDLES))(
  "a bundle that has %s is refused at once, at synth and in the check",
  (name, make) => {
    const bytes = make();
    const { findings } = atOnce(() =>
      inspectMaterial({ pkcs12Path: file(bytes, "bomb.p12") }, { now: NOW, passphrase: "pw" }),
    );
    expect(findings).toMatchObject([{ code: "cipher-unsupported", message: expect.stringMatching(/rounds/) }]);
    expect(/openssl/.test(findings[0]!.fix)).toBe(name === MANY_PARTS);
    const kept = { pkcs12: bytes.toString("base64"), passphrase: "pw" };
    atOnce(() => expect(() => openPrivateKey(kept)).toThrow(/rounds, more than the 5000000 that are tried$/));
  },
);

test("a key of 1,000,000,000 rounds in a costly safe, beside a key that anyone sees, is counted before Node begins", () => {
  const bytes = bundle([sealed(sequence(shroudedKeyBag(pbkdf2(BILLION))), 300_000), safe(shroudedKeyBag(pbkdf2(1)))]);
  const inspect = () => inspectMaterial({ pkcs12Path: file(bytes, "bomb.p12") }, { now: NOW, passphrase: "pw" });
  expect(atOnce(inspect).findings.map(({ code }) => code)).toEqual(["cipher-unsupported"]);
});

test.each([
  ["safes within safes, nine deep", (key: Buffer) => safe(nested(key, 9))],
  ["a length in a form that we do not read", (key: Buffer) => safe(inFiveBytes(key))],
])("a bundle that hides a key of 1,000,000,000 rounds in %s is not given to Node", (_, hide) => {
  const bytes = bundle([hide(shroudedKeyBag(pbkdf2(BILLION))), safe(shroudedKeyBag(pbkdf2(1)))]);
  const inspect = () => inspectMaterial({ pkcs12Path: file(bytes, "bomb.p12") }, { now: NOW, passphrase: "pw" });
  expect(atOnce(inspect).findings.map(({ code }) => code)).toEqual(["pkcs12-malformed"]);
  atOnce(() => expect(() => openPrivateKey({ pkcs12: bytes.toString("base64"), passphrase: "pw" })).toThrow(/PKCS#12/));
});

/** In a safe within a safe, so many times. */
function nested(bag: Buffer, times: number): Buffer {
  if (times === 0) return bag;
  return sequence(oid("1.2.840.113549.1.12.10.1.6"), tlv(0xa0, sequence(nested(bag, times - 1))));
}

/** The same element, its length in one byte more than needed, of zero: BER, which OpenSSL takes. */
function inFiveBytes(der: Buffer): Buffer {
  const { tag, content } = readAsn1(der);
  const length = Buffer.alloc(5);
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.from([tag, 0x85]), length, content]);
}

test("without a MAC, too, nothing is derived", () => {
  const bytes = bundle([encryptedSafe(pbkdf2(BILLION))], null);
  for (const passphrase of ["pw", undefined]) {
    const { findings } = atOnce(() => inspectMaterial({ pkcs12Path: file(bytes) }, { now: NOW, passphrase }));
    expect(findings.map(({ code }) => code)).toEqual(["cipher-unsupported"]);
  }
});

test.each([
  ["1,000,000,000 rounds of PBKDF2", pbkdf2(BILLION)],
  ["6,000,000 rounds of PBKDF2", pbkdf2(6_000_000)],
  ["1,000,000,000 rounds of triple DES", ofPkcs12(BILLION)],
  ["scrypt with p = 16000", scrypt(16384, 8, 16000)],
  ["scrypt with p = 100", scrypt(16384, 8, 100)],
  ["scrypt with 4 GB", scrypt(2 ** 22, 8, 1)],
])("a key in PEM that asks for %s is refused at once, at synth and in the check", (_, algorithm) => {
  const key = encryptedKey(algorithm);
  expect(atOnce(() => codes({ certificate, key }, { passphrase: "pw" }))).toEqual(["cipher-unsupported"]);
  atOnce(() => expect(() => openPrivateKey({ privateKey: key, passphrase: "pw" })).toThrow(/rounds/));
});

test.each([
  ["openssl -iter 600000", ["-iter", "600000"]],
  ["openssl -iter 1000000", ["-iter", "1000000"]],
  ["triple DES with 600,000 rounds", ["-iter", "600000", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"]],
])("%s is fine, at synth and in the check", (_, args) => {
  const bytes = pkcs12(made, { args });
  const { findings } = inspectMaterial({ pkcs12Path: file(bytes) }, { now: NOW, passphrase: "secret" });
  expect(findings).toEqual([]);
  const key = openPrivateKey({ pkcs12: bytes.toString("base64"), passphrase: "secret" });
  expect(key.export({ type: "pkcs8", format: "der" })).toEqual(made.key.export({ type: "pkcs8", format: "der" }));
});

test.each([
  ["1,000,000 rounds", ["-iter", "1000000"]],
  ["scrypt as openssl does it", ["-scrypt"]],
])("a key in PEM with %s is fine", (_, args) => {
  const plain = file(client().key);
  const privateKey = openssl("pkcs8", "-topk8", "-in", plain, "-passout", "pass:pw", ...args).toString();
  expect(codes({ certificate, key: privateKey }, { passphrase: "pw" })).toEqual([]);
  expect(openPrivateKey({ privateKey, passphrase: "pw" }).type).toBe("private");
});

test.each([
  ["a wrong passphrase for a key", { privateKey: encryptedPemOf(), passphrase: "wrong" }, "passphrase"],
  ["no passphrase for a key", { privateKey: encryptedPemOf() }, "passphrase"],
  ["a wrong passphrase for a bundle", { pkcs12: pkcs12(made).toString("base64"), passphrase: "wrong" }, "passphrase"],
  ["no passphrase for a bundle", { pkcs12: pkcs12(made).toString("base64") }, "passphrase"],
  ["no bundle", { pkcs12: Buffer.from("hello").toString("base64"), passphrase: "pw" }, "key"],
  ["no key in the bundle", { pkcs12: bundle([]).toString("base64"), passphrase: "pw" }, "key"],
  ["no PEM", { privateKey: "hello" }, "key"],
  ["a damaged key", { privateKey: encryptedKey(nothing()), passphrase: "pw" }, "key"],
  ["nothing", {}, "key"],
])("%s has a reason, and no passphrase in its message", (_, kept, reason) => {
  expect(() => openPrivateKey(kept)).toThrow(expect.objectContaining({ reason, message: expect.any(String) }));
  expect(() => openPrivateKey(kept)).not.toThrow(/wrong|pw/);
});

function encryptedPemOf(): string {
  return made.key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" }).toString();
}
