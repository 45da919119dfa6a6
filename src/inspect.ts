import type { CertificateFacts } from "./certificate-facts";
import { type Kind, kindOf, misspelt, misuse, shown, wrongKind } from "./constructs/misuse";
import type { Finding } from "./finding";
import { judgeHost } from "./host/judge-host";
import { type InputWords, PROPS } from "./material/input-words";
import { isDays, isMoment } from "./moment";
import type { MaterialFiles } from "./verdict/inspect-material";
import { inspectMaterial } from "./verdict/verdict";

export interface InspectOptions {
  /** Passphrase of the key. @default - the key is not encrypted; an empty passphrase is one, too */
  readonly passphrase?: string;
  /**
   * Where it was taken from, for findings about it, e.g. `the environment variable ACME_PASSPHRASE`.
   * @default - the findings name no source
   */
  readonly passphraseSource?: string;
  /** A host pattern to judge as well, e.g. `*.acme.com`. @default - no host is judged */
  readonly host?: string;
  /** The moment at which the certificates have to be valid. @default - now */
  readonly now?: Date;
  /** Days before its end at which a certificate is said to expire soon. @default 30 */
  readonly expiryWarningDays?: number;
}

export interface InspectedClientCertificate {
  /** No finding is an error; there may be warnings. */
  readonly ok: boolean;
  /** What is true of the certificate; undefined where it cannot be read. */
  readonly facts?: CertificateFacts;
  /** Everything that is wrong, in the order in which people read it. */
  readonly findings: Finding[];
}

/**
 * The judgement of synth as a plain function: would a server that asks for a client certificate accept these files,
 * and can Node present them? Reads the files at once, and does not throw for bad material.
 *
 * @throws ClientCertificateError `invalid-argument` for options that are none
 */
export function inspectClientCertificate(
  files: MaterialFiles,
  options: InspectOptions = {},
): InspectedClientCertificate {
  const problem = problemWith(files, options);
  if (problem !== undefined) misuse(`inspectClientCertificate: ${problem}`);
  return inspectInWords(files, options, PROPS);
}

/** The same for others than code: it speaks of the files in their words. */
export function inspectInWords(
  files: MaterialFiles,
  { host, now = new Date(), passphrase, passphraseSource, expiryWarningDays }: InspectOptions,
  words: InputWords,
): InspectedClientCertificate {
  const options = { passphrase, passphraseSource, expiryWarningDays, now, words };
  const { facts, findings: found } = inspectMaterial(files, options);
  const findings = host === undefined ? found : [...found, ...judgeHost(host).findings];
  return { ok: findings.every(({ severity }) => severity !== "error"), facts, findings };
}

const FILES: Readonly<Record<"certificatePath" | "privateKeyPath" | "certificateAuthorityPath" | "pkcs12Path", Kind>> =
  {
    certificatePath: "path",
    privateKeyPath: "path",
    certificateAuthorityPath: "path",
    pkcs12Path: "path",
  };

const OPTIONS: Readonly<Record<keyof InspectOptions, Kind>> = {
  passphrase: "text",
  passphraseSource: "text",
  host: "host",
  now: "other",
  expiryWarningDays: "other",
};

/** In words; undefined where there is none. From JavaScript anything may come. */
function problemWith(files: MaterialFiles, options: InspectOptions): string | undefined {
  for (const [name, given] of Object.entries({ files, options })) {
    if (typeof given !== "object" || given === null) return `the ${name} are ${kindOf(given)}; they must be an object`;
  }
  const { pkcs12Path, certificatePath, privateKeyPath } = files as Partial<Record<string, unknown>>;
  const { now, expiryWarningDays: days } = options;
  if (pkcs12Path === undefined && (certificatePath === undefined || privateKeyPath === undefined)) {
    return "give certificatePath and privateKeyPath, or pkcs12Path";
  }
  if (now !== undefined && !isMoment(now)) return "now is none; it must be a Date of a moment that exists";
  if (days !== undefined && !isDays(days)) {
    return `expiryWarningDays is ${shown(days)}; it must be a number of days, 0 or more`;
  }
  return (
    misspelt(files, Object.keys(FILES)) ??
    wrongKind(files, FILES) ??
    misspelt(options, Object.keys(OPTIONS)) ??
    wrongKind(options, OPTIONS)
  );
}
