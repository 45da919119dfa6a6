import type { Finding } from "../finding";
import { readCertificates } from "../material/certificate-file";
import { pemBlocks } from "../material/pem-blocks";
import { readMaterial } from "../material/read-file";
import { hasWanted, wrongFile } from "../material/wrong-file";
import { type Certificate, toPem } from "../x509/certificate";
import { caDuplicate, caExpired, caNotACa } from "./rules/authority-rules";
import { weakKey } from "./rules/strength-rules";
import { datesReadable } from "./rules/validity-rules";

/** The authorities by which the client knows the server. */
export interface Authorities {
  readonly path?: string;
  /** Undefined without a file, or where none can be read. */
  readonly certificates?: readonly Certificate[];
  readonly pem?: string;
  readonly findings: readonly Finding[];
}

/** Reads and judges the file of authorities, every block of it; Node would stop at the first that it cannot read. */
export function readAuthorities(path: string | undefined, now: Date): Authorities {
  if (path === undefined) return { findings: [] };
  const file = readMaterial(path);
  if ("code" in file) return { path, findings: [file] };
  const blocks = pemBlocks(file.bytes);
  if (!hasWanted(blocks, "certificate authority")) {
    return { path, findings: [wrongFile(file, blocks, "certificate authority")] };
  }
  const { certificates, findings } = readCertificates(file, blocks, "ca-malformed");
  return {
    path,
    certificates,
    pem: toPem(certificates),
    findings: [
      ...findings,
      ...datesReadable(certificates, "ca-malformed"),
      ...caNotACa(certificates),
      ...caExpired(certificates, now),
      ...caDuplicate(certificates),
      ...weakKey(certificates),
    ],
  };
}
