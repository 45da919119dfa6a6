import type { Finding } from "../finding";
import { type Certificate, toPem } from "./certificate";
import { readCertificates } from "./certificate-file";
import { pemBlocks } from "./pem-blocks";
import { readMaterial } from "./read";
import { caDuplicate, caExpired, caNotACa } from "./rules/authority-rules";
import { weakKey } from "./rules/strength-rules";
import { datesReadable } from "./rules/validity-rules";
import { hasWanted, wrongFile } from "./wrong-file";

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
  const { certificates, findings } = readCertificates(path, blocks, "ca-malformed");
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
