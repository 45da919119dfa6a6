import { randomBytes } from "node:crypto";
import { Authority, encryptKey } from "../support/pki";
import { pair, writePki } from "../support/pki-files";

/** Makes the throw-away certificates of this example, on first use. */
export function makePki(directory: string): Promise<void> {
  return writePki(directory, async () => {
    const authority = await Authority.create("Throw-away CA");
    const passphrase = randomBytes(18).toString("base64url");
    const partner = await authority.issue("partner-checks");
    return {
      ...pair("acme", await authority.issue("acme-checks", { keyType: "rsa" })),
      ...pair("partner", { ...partner, privateKey: encryptKey(partner.privateKey, passphrase) }),
      "partner.pass": `${passphrase}\n`,
      ...pair("local", await authority.issue("local-checks", { keyType: "ed25519" })),
      "ca.pem": authority.certificate,
      ...pair("server", await authority.issue("localhost", { purposes: ["server"], hosts: ["localhost"] })),
    };
  });
}
