// Java keystores, as keytool makes them.
import { execFileSync } from "node:child_process";
import type { Made } from "./certificates";
import { file } from "./inspect";
import { pkcs12 } from "./openssl";

export const PASSPHRASE = "changeit";

export function keytool(...args: string[]): void {
  execFileSync("keytool", args, { stdio: "pipe" });
}

/** A keystore with the entries of keys by their names, and certificates that are trusted; its passphrase is `changeit`. */
export function keystore(
  entries: Readonly<Record<string, { readonly made: Made; readonly above?: readonly Made[] }>>,
  { trusted = [], type = "PKCS12" }: { trusted?: readonly Made[]; type?: "PKCS12" | "JKS" } = {},
): string {
  const store = `${file("")}.${type === "JKS" ? "jks" : "p12"}`;
  const into = ["-keystore", store, "-storetype", type, "-storepass", PASSPHRASE];
  for (const [name, { made, above }] of Object.entries(entries)) {
    const from = file(pkcs12(made, { above, passphrase: PASSPHRASE, args: ["-name", name] }));
    const source = ["-srckeystore", from, "-srcstoretype", "PKCS12", "-srcstorepass", PASSPHRASE, "-srcalias", name];
    const target = ["-destkeystore", store, "-deststoretype", type, "-deststorepass", PASSPHRASE];
    keytool("-importkeystore", "-noprompt", ...source, ...target);
  }
  for (const [i, { pem }] of trusted.entries()) {
    keytool("-importcert", "-noprompt", "-alias", `trusted ${i}`, "-file", file(pem), ...into);
  }
  return store;
}
