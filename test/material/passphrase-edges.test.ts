// A passphrase that is right but for its edges is said to be, by whichever way it comes, and never printed.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { edgeThatOpens } from "../../src/material/passphrase-edges";
import { readPassphraseFile } from "../../src/material/passphrase-file";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { encryptedPem } from "../support/certificates";
import { testTools } from "../support/describe-tools";
import { commandOf, runFix } from "../support/fix";
import { client, file, NOW, only } from "../support/inspect";
import { pkcs12 } from "../support/openssl";

const { certificate, made } = client();
const RIGHT = "Gr\u00fc\u00dfe-42";
const key = encryptedPem(made.key, RIGHT);

const EDGES: [passphrase: string, how: string][] = [
  ["\ufeffGr\u00fc\u00dfe-42", "without the byte order mark before it"],
  [`${RIGHT}\n`, "without the line break at its end"],
  [`${RIGHT}\r\n`, "without the line break at its end"],
  [`${RIGHT}\\n`, 'without the characters "\\n" at its end'],
  [` ${RIGHT}\t`, "without the white space around it"],
  [`'${RIGHT}'`, "without the quotes around it"],
  [`\u201c${RIGHT}\u201d`, "without the quotes around it"],
  [`PASSPHRASE=${RIGHT}`, "without the name before it"],
  [Buffer.from(RIGHT).toString("base64"), "decoded from base64"],
  [Buffer.from(`${RIGHT}\n`).toString("base64"), "decoded from base64 and without the line break at its end"],
  [encodeURIComponent(RIGHT), "decoded from the form of a URL (%\u2026)"],
  [[...RIGHT].join("\0"), "without the null bytes in it (it is in UTF-16)"],
  [RIGHT.normalize("NFD"), "with its accents written as one character each (NFC)"],
  [`"${RIGHT}"\n`, "without the line break at its end and without the quotes around it"],
];

test.each(EDGES)("%j opens the key %s", (passphrase, how) => {
  const finding = only({ certificate, key }, { passphrase });
  expect(finding).toMatchObject({ code: "passphrase-wrong", message: expect.stringContaining(`but does so ${how}`) });
  expect(JSON.stringify(finding)).not.toContain(RIGHT);
});

test.each([
  [`${RIGHT}\r`, "with a carriage return at its end"],
  [`${RIGHT}\n`, "with a line break at its end"],
  [`\ufeff${RIGHT}`, "with a byte order mark before it"],
  [`'${RIGHT}'`, "in single quotes"],
])("a key that was encrypted with %j has to be encrypted anew", (used, how) => {
  const finding = only({ certificate, key: encryptedPem(made.key, used) }, { passphrase: RIGHT });
  expect(finding.fix).toBe(
    `encrypt the key anew with the passphrase as it is; it was encrypted with the passphrase ${how}`,
  );
});

describe("a bundle", () => {
  const bundle = (passphrase: string) => pkcs12(made, { passphrase });
  const found = (pfx: Buffer, passphrase: string) =>
    inspectMaterial({ pkcs12Path: file(pfx, "acme.p12") }, { now: NOW, passphrase }).findings;
  const right = bundle(RIGHT);

  test.each(EDGES)("%j opens it %s", (passphrase, how) => {
    const findings = found(right, passphrase);
    const message = expect.stringContaining(`does not open the bundle (its MAC differs), but does so ${how}`);
    expect(findings).toMatchObject([{ code: "passphrase-wrong", message }]);
    expect(JSON.stringify(findings)).not.toContain(RIGHT);
  });

  test("that was exported with a carriage return has to be exported anew, and a wrong passphrase is only wrong", () => {
    expect(found(bundle(`${RIGHT}\r`), RIGHT)).toMatchObject([
      { fix: expect.stringMatching(/^export the bundle anew with the passphrase as it is; .* with a carriage return/) },
    ]);
    expect(found(right, "Gruesse")).toMatchObject([{ message: expect.stringMatching(/\(its MAC differs\)$/) }]);
    expect(found(right, RIGHT)).toEqual([]);
  });
});

test("a passphrase that is wrong in another way is only wrong", () => {
  const finding = only({ certificate, key }, { passphrase: "'Gruesse-42'" });
  expect(finding.message).toMatch(/^the passphrase does not decrypt the key \([^)]*\)$/);
});

test("no more is tried than half a second takes", () => {
  const slow = () => {
    const until = performance.now() + 300;
    while (performance.now() < until);
    return false;
  };
  const begun = performance.now();
  expect(edgeThatOpens(' "a b" ', slow)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => edgeThatOpens(text, () => false) === undefined));
});

describe("a passphrase file", () => {
  test.each([
    [
      "in UTF-16 with a mark",
      Buffer.from(`\ufeff${RIGHT}\r\n`, "utf16le"),
      /is in UTF-16, as some Windows tools write it/,
    ],
    ["in UTF-16 without one", Buffer.from(`${RIGHT}\r\n`, "utf16le"), /is in UTF-16 without a mark/],
  ])("%s is named as such, and its fix gives the passphrase", (_, content, message) => {
    const path = file(content, "acme.pass");
    const finding = readPassphraseFile(path);
    if (!("code" in finding)) throw new Error("it was read");
    expect(finding).toMatchObject({ code: "not-utf8", file: path, message: expect.stringMatching(message) });
    expect(readPassphraseFile(runFix(commandOf(finding.fix)!))).toEqual({ passphrase: RIGHT });
  });

  testTools("openssl")("in Latin-1, with whose bytes the key was encrypted: after the fix the two fit", () => {
    const bytes = Buffer.from(RIGHT, "latin1");
    const path = file(Buffer.concat([bytes, Buffer.from("\n")]), "acme.pass");
    const keyPath = file(encryptedPem(made.key, bytes), "acme.key");
    const finding = readPassphraseFile(path, keyPath);
    if (!("code" in finding)) throw new Error("it was read");
    expect(finding.message).toContain("the key was encrypted with its very bytes");
    const encrypted = runFix(commandOf(finding.fix)!);
    const passphrase = readPassphraseFile(path.replace(/\.pass$/, ".utf8.pass"));
    expect(passphrase).toEqual({ passphrase: RIGHT });
    expect(createPrivateKey({ key: readFileSync(encrypted), passphrase: RIGHT }).type).toBe("private");
  });

  test("its first line is the passphrase, without a carriage return", () =>
    expect(readPassphraseFile(file("secret\r\nmore\n", "acme.pass"))).toEqual({ passphrase: "secret" }));
});
