import type { Finding } from "../finding";
import { type Late, late } from "../late";
import { readCertificates } from "../material/certificate-file";
import { wrongFile } from "../material/explanations";
import { hasWanted } from "../material/file-kind";
import type { InputWords } from "../material/input-words";
import { pemBlocks } from "../material/pem-blocks";
import { type MaterialFile, readMaterial } from "../material/read-file";
import { type Certificate, toPem } from "../x509/certificate";
import { type LateFindings, seen } from "./late-findings";
import { whyDisbelieved } from "./proof/prove-authorities";
import { caDuplicate, caExpired, caIncomplete, caNotACa, caRefused } from "./rules/authority-rules";
import { weakKey } from "./rules/strength-rules";
import { datesReadable } from "./rules/validity-rules";

/** The authorities by which the client knows the server. */
export interface Authorities {
  readonly path?: string;
  /** Undefined without a file, or where none can be read. */
  readonly certificates?: readonly Certificate[];
  readonly pem?: string;
  readonly findings: LateFindings;
}

/** Reads and judges the file of authorities, every block of it; Node would stop at the first that it cannot read. */
export function readAuthorities(path: string | undefined, now: Date, words?: InputWords): Authorities {
  if (path === undefined) return { findings: seen([]) };
  const file = readMaterial(path);
  return "code" in file ? { path, findings: seen([file]) } : authoritiesIn(file, now, words);
}

/** The same of a file that was read. */
export function authoritiesIn(file: MaterialFile, now: Date, words?: InputWords): Authorities {
  const { path } = file;
  const blocks = pemBlocks(file.bytes);
  if (!hasWanted(blocks, "certificate authority")) {
    return { path, findings: seen([wrongFile(file, blocks, "certificate authority", words)]) };
  }
  const { certificates, findings } = readCertificates(file, blocks, "ca-malformed");
  const duplicates = caDuplicate(certificates);
  const judged = judgeAuthorities(certificates, now);
  return {
    path,
    certificates,
    pem: toPem(certificates),
    findings: {
      atOnce: [...findings, ...duplicates],
      all: late(() => [...findings, ...judged(), ...duplicates]),
    },
  };
}

/** One authority by which a server is believed is enough: what is wrong with the others is then a warning. */
function judgeAuthorities(certificates: readonly Certificate[], now: Date): Late<readonly Finding[]> {
  const faults = certificates.flatMap((certificate) => faultsOf(certificate, certificates, now));
  const sound = certificates.filter((certificate) => !faults.some(({ about }) => about === certificate));
  const disbelieved = whyDisbelieved(sound, certificates);
  const findings = faults.map((fault) => fault.finding);
  return () => {
    const reasons = disbelieved();
    if (!reasons) return findings.map((fault) => ({ ...fault, severity: "warning" }));
    return [...findings, ...[...reasons].map(([authority, reason]) => caRefused(authority, reason))];
  };
}

function faultsOf(
  about: Certificate,
  all: readonly Certificate[],
  now: Date,
): { about: Certificate; finding: Finding }[] {
  const faults = [
    ...datesReadable([about], "ca-malformed"),
    ...caNotACa(about),
    ...caExpired(about, now),
    ...weakKey([about]),
  ];
  // What cannot vouch for a server needs no root.
  const found = faults.length > 0 ? faults : caIncomplete(about, all);
  return found.map((one) => ({ about, finding: one }));
}
