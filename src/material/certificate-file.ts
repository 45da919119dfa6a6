import { type Finding, finding } from "../finding";
import { type Certificate, readCertificate } from "../x509/certificate";
import { isCertificateLabel } from "./file-kind";
import type { PemBlock } from "./pem-blocks";
import { placeOf, repairOr, shellQuote } from "./words";

export interface ReadCertificates {
  readonly certificates: readonly Certificate[];
  readonly findings: readonly Finding[];
}

/**
 * Every certificate of a file in PEM; keys and parameters that are in it too are passed over. Where one of them
 * cannot be read, nothing can be said about the chain: only the first is left, or none if it is the damaged one.
 */
export function readCertificates(
  file: string,
  blocks: readonly PemBlock[],
  code: "certificate-malformed" | "ca-malformed",
): ReadCertificates {
  const certificates: Certificate[] = [];
  const findings: Finding[] = [];
  let first: Certificate | undefined;
  for (const [i, block] of blocks.filter(({ label }) => isCertificateLabel(label)).entries()) {
    const place = placeOf(block, blocks.length);
    const read = block.der ? readCertificate(block.der, { file, place }) : block.fault!;
    if (typeof read === "string") findings.push(malformed(code, file, block, place, read));
    else {
      certificates.push(read);
      if (i === 0) first = read;
    }
  }
  if (findings.length > 0) return { certificates: first ? [first] : [], findings };
  return { certificates, findings };
}

function malformed(
  code: "certificate-malformed" | "ca-malformed",
  file: string,
  block: PemBlock,
  place: string,
  why: string,
): Finding {
  const show = `openssl storeutl -noout -certs ${shellQuote(file)}`;
  return finding(
    code,
    file,
    `the certificate (${place}) cannot be read: ${why}`,
    repairOr(file, block, `copy the file again from where it was made; this shows what can be read: ${show}`),
  );
}
