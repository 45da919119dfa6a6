import { Authority, encryptKey } from "../support/pki";
import { pair, writePki } from "../support/pki-files";

/** Makes a throw-away certificate; in your repository there is your own, with its key encrypted. */
export function makePki(directory: string, passphrase: string): Promise<void> {
  return writePki(directory, async () => {
    const authority = await Authority.create("Throw-away CA");
    const acme = await authority.issue("acme-checks");
    return pair("acme", { ...acme, privateKey: encryptKey(acme.privateKey, passphrase) });
  });
}
