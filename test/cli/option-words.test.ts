import { inOptions } from "../../src/cli/option-words";
import { finding } from "../../src/finding";

test.each([
  ['pkcs12Path: "a b.p12" instead of certificatePath', "--pkcs12 'a b.p12' instead of --certificate"],
  ['swap them: certificatePath: "a", privateKeyPath: "b"', "swap them: --certificate a --private-key b"],
  ['give it, e.g. passphrase: Passphrase.fromVariable("x")', "give it, e.g. --passphrase-env ACME_PASSPHRASE"],
  ["copy it again", "copy it again"],
])("%s is said as %s at the command line", (fix, words) =>
  expect(inOptions(finding("not-pem", "f", "m", fix)).fix).toBe(words),
);
