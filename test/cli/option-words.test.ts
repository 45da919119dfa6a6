// A finding speaks of the files in the words of the door at which they were given.
import { OPTIONS } from "../../src/cli/option-words";
import { inspectInWords } from "../../src/inspect";
import { PROPS } from "../../src/material/input-words";
import type { MaterialFiles } from "../../src/verdict/inspect-material";
import { authority, encryptedPem } from "../support/certificates";
import { client, file } from "../support/inspect";
import { pkcs12 } from "../support/openssl";

const { certificate, key, made } = client();
const bundle = pkcs12(made);
const store = pkcs12(authority("CN=Root"), { args: ["-nokeys"] });
const pair = (crt: string | Buffer, content: string | Buffer = key) => ({
  certificatePath: file(crt, "client.crt"),
  privateKeyPath: file(content, "client.key"),
});

const MISTAKES: Record<string, () => MaterialFiles> = {
  "files in each other's place": () => pair(key, certificate),
  "a bundle instead of a certificate": () => pair(bundle),
  "base64 of a bundle instead of a certificate": () => pair(bundle.toString("base64")),
  "PEM instead of a bundle": () => ({ pkcs12Path: file(certificate + key, "client.p12") }),
  "a key instead of a certificate": () => pair(key),
  "a key in DER instead of a certificate": () => pair(made.key.export({ type: "pkcs8", format: "der" })),
  "a Java keystore": () => pair(Buffer.from("feedfeed00000002", "hex")),
  "a database of NSS": () => pair("SQLite format 3\0"),
  "a trust store": () => ({ pkcs12Path: file(store, "client.p12") }),
  "an encrypted key": () => pair(certificate, encryptedPem(made.key, "secret")),
  "an encrypted bundle": () => ({ pkcs12Path: file(bundle, "client.p12") }),
};

const OF_PROPS = /Path\b|Passphrase\.|passphrase: /;
const OF_OPTIONS = /--(?:certificate|private-key|pkcs12|certificate-authority|passphrase-env)\b/;

test.each(Object.entries(MISTAKES))("%s: props for code, options at the command line", (name, make) => {
  const files = make();
  const passphrase = /store/.test(name) ? "secret" : undefined;
  const fixes = [PROPS, OPTIONS].map((words) =>
    inspectInWords(files, { passphrase }, words)
      .findings.map(({ message, fix }) => `${message} ${fix}`)
      .join("\n"),
  );
  expect(fixes[0]).toMatch(OF_PROPS);
  expect(fixes[0]).not.toMatch(OF_OPTIONS);
  expect(fixes[1]).toMatch(OF_OPTIONS);
  expect(fixes[1]).not.toMatch(OF_PROPS);
});

test("a path is quoted as the door needs it", () => {
  expect(PROPS.given({ certificate: "a b", privateKey: 'c"d' })).toBe(
    'certificatePath: "a b", privateKeyPath: "c\\"d"',
  );
  expect(OPTIONS.given({ certificate: "a b", privateKey: "c'd" })).toBe("--certificate 'a b' --private-key 'c'\\''d'");
});
