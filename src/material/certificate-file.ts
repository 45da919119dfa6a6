import { type Finding, finding } from "../finding";
import { type Certificate, type Origin, readCertificate } from "../x509/certificate";
import { readAsn1 } from "../x509/der";
import { otherContent, repairOr } from "./explanations";
import { isCertificateLabel, isPassedOver } from "./file-kind";
import { lineFindings } from "./line-findings";
import { headerFault, type PemBlock } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { placeOf } from "./words";

export interface ReadCertificates {
  readonly certificates: readonly Certificate[];
  readonly findings: readonly Finding[];
}

type Code = "certificate-malformed" | "ca-malformed";

/**
 * Every certificate of a file in PEM; keys and parameters that are in it too are passed over. OpenSSL stops at the first
 * block that it cannot read, whatever its label. Where there is one, nothing can be said about the chain: only the
 * first certificate is left, or none if it is the damaged one.
 *
 * @param reportsKeys whether the keys of the file are judged elsewhere
 */
export function readCertificates(
  file: MaterialFile,
  blocks: readonly PemBlock[],
  code: Code,
  reportsKeys = false,
): ReadCertificates {
  const wanted = code === "ca-malformed" ? "certificate authority" : "certificate";
  const read: (Certificate | undefined)[] = [];
  const findings: Finding[] = [];
  const ignored: PemBlock[] = [];
  for (const block of blocks) {
    const place = placeOf(block, blocks.length);
    const fault = (why: string) => findings.push(malformedBlock(code, file, block, place, why));
    if (isCertificateLabel(block.label) && isReadAs(block, code, read.length === 0)) {
      const result = contentOf(block, { file: file.path, place }, code === "ca-malformed" || read.length === 0);
      if (typeof result === "string") fault(result);
      read.push(typeof result === "string" ? undefined : result);
    } else if (block.fault === undefined) {
      if (!isPassedOver(block.label)) ignored.push(block);
    } else if (!reportsKeys || !block.label.endsWith("PRIVATE KEY")) fault(block.fault);
  }
  const certificates = findings.length > 0 ? read.slice(0, 1) : read;
  return {
    certificates: certificates.flatMap((certificate) => certificate ?? []),
    findings: [...findings, ...lineFindings(file, blocks, wanted, ignored)],
  };
}

/** Of a client's certificates, OpenSSL takes only the first with settings of trust (SSL_CTX_use_certificate_chain). */
function isReadAs({ label }: PemBlock, code: Code, isFirst: boolean): boolean {
  return code === "ca-malformed" || isFirst || label !== "TRUSTED CERTIFICATE";
}

/** Where OpenSSL reads no settings of trust, it does not look at bytes after the certificate. */
function contentOf(block: PemBlock, origin: Origin, hasSettings: boolean): Certificate | string {
  const fault = block.fault ?? headerFault(block);
  if (fault !== undefined) return fault;
  return readCertificate(hasSettings ? block.der! : firstElement(block.der!), origin);
}

function firstElement(der: Buffer): Buffer {
  try {
    return readAsn1(der).whole;
  } catch {
    return der;
  }
}

/** What is said of a block that should be a certificate, and cannot be read. */
export function malformedBlock(code: Code, file: MaterialFile, block: PemBlock, place: string, why: string): Finding {
  const what = isCertificateLabel(block.label) ? "certificate" : block.label;
  const wanted = code === "ca-malformed" ? "certificate authority" : "certificate";
  const other = block.fault === undefined ? otherContent(file, block, wanted) : undefined;
  return finding(
    code,
    file.path,
    `the ${what} (${place}) cannot be read: ${other?.fault ?? why}`,
    other?.fix ?? repairOr(file, wanted, "copy the file again from where it was made"),
  );
}
