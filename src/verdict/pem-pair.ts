import type { Finding } from "../finding";
import { readCertificates } from "../material/certificate-file";
import { swappedFiles, wrongFile } from "../material/explanations";
import { hasWanted } from "../material/file-kind";
import { lineFindings } from "../material/line-findings";
import { type PemBlock, pemBlocks } from "../material/pem-blocks";
import { inspectKey, type PassphraseGiven } from "../material/private-key";
import { type MaterialFile, readMaterial } from "../material/read-file";
import type { ClientMaterial } from "./judge";
import { secretTooLarge } from "./rules/size-rules";

interface PemFile {
  readonly file: MaterialFile;
  readonly blocks: readonly PemBlock[];
}

export interface PemPair {
  readonly certificatePath: string;
  readonly privateKeyPath: string;
}

/** Reads certificate and key, each from its file in PEM; both may be in one. */
export function readPemPair({ certificatePath, privateKeyPath }: PemPair, given: PassphraseGiven): ClientMaterial {
  const certificate = readPem(certificatePath);
  const key = privateKeyPath === certificatePath ? certificate : readPem(privateKeyPath);
  if (isRead(certificate) && isRead(key) && areSwapped(certificate, key)) {
    const findings = swappedFiles(certificate.file, key.file, given.words);
    return { certificates: [], keyPath: privateKeyPath, inOrder: true, findings };
  }
  const chain = certificatesOf(certificate, key === certificate, given);
  const inspected = inspectedKey(key, given);
  const lines =
    isRead(key) && key !== certificate && inspected.key ? lineFindings(key.file, key.blocks, "private key") : [];
  return {
    certificates: chain.certificates,
    key: inspected.key,
    keyPath: privateKeyPath,
    secret: isRead(key) ? key.file : undefined,
    inOrder: true,
    // One file for both that cannot be read is one finding.
    findings: [...chain.findings, ...(isRead(key) || key !== certificate ? inspected.findings : []), ...lines],
  };
}

function readPem(path: string): PemFile | Finding {
  const file = readMaterial(path);
  return "code" in file ? file : { file, blocks: pemBlocks(file.bytes) };
}

function isRead(file: PemFile | Finding): file is PemFile {
  return "blocks" in file;
}

function areSwapped(certificate: PemFile, key: PemFile): boolean {
  return (
    !hasWanted(certificate.blocks, "certificate") &&
    hasWanted(certificate.blocks, "private key") &&
    !hasWanted(key.blocks, "private key") &&
    hasWanted(key.blocks, "certificate")
  );
}

function certificatesOf(
  pem: PemFile | Finding,
  hasKey: boolean,
  { words }: PassphraseGiven,
): Pick<ClientMaterial, "certificates" | "findings"> {
  if (!isRead(pem)) return { certificates: [], findings: [pem] };
  const { file, blocks } = pem;
  if (!hasWanted(blocks, "certificate"))
    return { certificates: [], findings: [wrongFile(file, blocks, "certificate", words)] };
  return readCertificates(file, blocks, "certificate-malformed", hasKey);
}

function inspectedKey(pem: PemFile | Finding, given: PassphraseGiven): Pick<ClientMaterial, "key" | "findings"> {
  if (!isRead(pem)) return { findings: [pem] };
  const { file, blocks } = pem;
  if (!hasWanted(blocks, "private key")) return { findings: [wrongFile(file, blocks, "private key", given.words)] };
  const { key, findings } = inspectKey(file, blocks, given);
  return {
    key,
    findings: [...findings, ...secretTooLarge(JSON.stringify(file.bytes.toString("latin1")).length, file.path)],
  };
}
