import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../bounded-file";
import { ClientCertificateError } from "../errors";
import type { FindingCode } from "../finding";
import type { PassphraseGiven } from "../material/private-key";
import { MAX_FILE_BYTES, readMaterial } from "../material/read-file";
import { readServerChain } from "../probe/server-chain";
import { type InspectedCertificates, inspectCertificates, inspectDer } from "../verdict/inspect-certificates";
import { readStandardInput, STANDARD_INPUT } from "./standard-input";

/** Nobody looks through more. */
const MAX_FILES = 10_000;

/** What a file of a folder may be that is about something else. */
const NO_CERTIFICATE: ReadonlySet<FindingCode> = new Set(["not-pem", "wrong-pem-type", "file-too-large"]);

export interface Inspected extends InspectedCertificates {
  /** How many files of folders hold no certificate. */
  readonly passedOver: number;
}

/** The certificates of a file, a folder with all that is in it, the standard input or a server. */
export async function inspectSource(source: string, given: PassphraseGiven): Promise<Inspected> {
  if (source === STANDARD_INPUT) {
    const bytes = await readStandardInput(MAX_FILE_BYTES);
    return { ...inspectCertificates({ path: "standard input", bytes }, given), passedOver: 0 };
  }
  if (/^https:\/\//i.test(source)) {
    const url = URL.parse(source);
    if (!url) throw new ClientCertificateError("invalid-argument", `"${source}" is no URL`);
    return { ...inspectDer(source, await readServerChain(url)), passedOver: 0 };
  }
  return isDirectory(source) ? inspectFolder(source, given) : { ...inspectFile(source, given), passedOver: 0 };
}

function inspectFile(path: string, given: PassphraseGiven): InspectedCertificates {
  const file = readMaterial(path);
  return "code" in file ? { certificates: [], findings: [file] } : inspectCertificates(file, given);
}

function inspectFolder(folder: string, given: PassphraseGiven): Inspected {
  const inspected = filesIn(folder).map((path) => inspectFile(path, given));
  const telling = inspected.filter(
    ({ certificates, findings }) => certificates.length > 0 || findings.some(({ code }) => !NO_CERTIFICATE.has(code)),
  );
  return {
    certificates: telling.flatMap(({ certificates }) => certificates),
    findings: telling.flatMap(({ findings }) => findings),
    passedOver: inspected.length - telling.length,
  };
}

/** Sorted, with those of folders in it; what is hidden is left out, as by a shell. Links to files are followed. */
function filesIn(folder: string): string[] {
  const found: string[] = [];
  const folders = [folder];
  for (const one of folders) {
    for (const entry of entriesOf(one)) {
      if (entry.name.startsWith(".")) continue;
      const path = join(one, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() || (entry.isSymbolicLink() && !isDirectory(path))) found.push(path);
      if (found.length + folders.length > MAX_FILES) {
        throw new ClientCertificateError(
          "invalid-argument",
          `${folder} holds more than ${MAX_FILES} files: name fewer`,
        );
      }
    }
  }
  return found.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new ClientCertificateError("invalid-argument", `cannot read the folder ${folder}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Why it cannot be read is told where it is read.
    return false;
  }
}
