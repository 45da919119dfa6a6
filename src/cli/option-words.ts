import type { Finding } from "../finding";
import { shellQuote } from "../material/words";

/** The options that have the names of props in the words of a finding. */
const OPTIONS: Readonly<Record<string, string>> = {
  certificatePath: "--certificate",
  privateKeyPath: "--private-key",
  pkcs12Path: "--pkcs12",
  certificateAuthorityPath: "--certificate-authority",
};

const PROP = /\b(certificatePath|privateKeyPath|pkcs12Path|certificateAuthorityPath)\b(?:: ("(?:[^"\\]|\\.)*"))?/g;

/** Findings speak of props, as the code of a synth does; at the command line the same things are options. */
export function inOptions(found: Finding): Finding {
  return { ...found, message: words(found.message), fix: words(found.fix) };
}

function words(text: string): string {
  return text
    .replace(/passphrase: Passphrase\.fromVariable\("\w+"\)/g, "--passphrase-env ACME_PASSPHRASE")
    .replace(/Passphrase\.fromVariable or fromFile/g, "--passphrase-env or --passphrase-file")
    .replace(PROP, (_, prop: string, path?: string) => {
      const option = OPTIONS[prop] ?? prop;
      return path === undefined ? option : `${option} ${shellQuote(unquoted(path))}`;
    })
    .replace(/(--\S+ \S+), (?=--)/g, "$1 ");
}

/** A path as JSON wrote it. */
function unquoted(path: string): string {
  const text: unknown = JSON.parse(path);
  return typeof text === "string" ? text : path;
}
