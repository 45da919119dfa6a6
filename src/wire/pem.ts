import { readAsn1, TAG } from "../x509/der";
import { certificatePem } from "../x509/pem";
import { type Reader, text } from "./fields";

/**
 * One or more certificates as PEM (RFC 7468), each whole: a SEQUENCE of the length that its DER says. What is in them
 * is for OpenSSL to judge.
 */
export const certificates: Reader<string> = (value, at) => {
  const pem = text(value, at);
  const blocks = certificateBlocks(pem);
  const nothingElse = pem.replace(BLOCK, "").trim() === "";
  return blocks.length > 0 && nothingElse && blocks.every(isWhole) ? pem : at.fail("is not whole certificates in PEM");
};

/** The certificates of a PEM text, each as a text of its own. */
export function certificateBlocks(pem: string): string[] {
  return pem.match(BLOCK) ?? [];
}

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The DER of a block. */
export function derOf(block: string): Buffer {
  return Buffer.from(block.replace(/-----[A-Z ]+-----/g, ""), "base64");
}

function isWhole(block: string): boolean {
  const der = derOf(block);
  try {
    const { tag, whole } = readAsn1(der);
    return tag === TAG.sequence && whole.length === der.length;
  } catch {
    return false;
  }
}

/** Certificates on one line: the DER of each as base64, with commas between them. In a plan, PEM would take twenty lines each. */
export function onOneLine(pem: string): string {
  return certificateBlocks(pem)
    .map((block) => derOf(block).toString("base64"))
    .join();
}

/** The PEM of what `onOneLine` wrote. */
export const certificatesOnOneLine: Reader<string> = (value, at) => {
  const line = text(value, at);
  if (!LINE.test(line)) at.fail("is not certificates in base64");
  const pem = line.split(",").map((base64) => certificatePem(Buffer.from(base64, "base64")));
  return certificates(pem.join(""), at);
};

const LINE = /^[A-Za-z0-9+/]+={0,2}(,[A-Za-z0-9+/]+={0,2})*$/;
