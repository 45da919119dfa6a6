import { randomBytes } from "node:crypto";
import { Authority, encryptKey } from "../support/pki";
import { pair, writePki } from "../support/pki-files";

/** Makes the throw-away certificates of this example, on first use. */
export function makePki(directory: string): Promise<void> {
  return writePki(directory, async () => {
    const authority = await Authority.create("Throw-away CA");
    const passphrase = randomBytes(18).toString("base64url");
    const acme = await authority.issue("acme-checks");
    return {
      ...pair("acme", { ...acme, privateKey: encryptKey(acme.privateKey, passphrase) }),
      "acme.pass": `${passphrase}\n`,
      "ca.pem": authority.certificate,
      ...pair("server", await authority.issue("api.acme.com", { purposes: ["server"], hosts: ["*.acme.com"] })),
    };
  });
}
