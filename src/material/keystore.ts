import { shellQuote } from "./words";

/** For both stores: keytool would ask for it. */
export const KEYTOOL_PASSPHRASE = "-srcstorepass:env P -deststorepass:env P";

/** The command that makes a PKCS#12 bundle of a keystore of Java. */
export function convertKeystore(path: string, out: string): string {
  const [from, to] = [path, out].map(shellQuote);
  return `keytool -importkeystore -noprompt -srckeystore ${from} ${KEYTOOL_PASSPHRASE} -destkeystore ${to} -deststoretype PKCS12 (with the passphrase in P)`;
}
