import type { CertificateFacts } from "../certificate-facts";
import { type Finding, finding } from "../finding";
import { malformedBlock } from "../material/certificate-file";
import { wrongFile } from "../material/explanations";
import { fileKind, hasWanted, isCertificateLabel } from "../material/file-kind";
import { lineFindings } from "../material/line-findings";
import { headerFault, type PemBlock, pemBlocks } from "../material/pem-blocks";
import type { PassphraseGiven } from "../material/private-key";
import type { MaterialFile } from "../material/read-file";
import { placeOf } from "../material/words";
import { type Certificate, readCertificate } from "../x509/certificate";
import { alternativeNames } from "../x509/names";
import { factsOf } from "./facts";

/** What one certificate says, wherever it was found. */
export interface InspectedCertificate extends Omit<CertificateFacts, "chainLength" | "certificateAuthorities"> {
  /** The file, as the user named it. */
  readonly file: string;
  /** Where in it, e.g. `block 2 of 3, line 31`. */
  readonly place: string;
  /** Of its subjectAltName, with their kinds: `DNS:www.acme.com`, `URI:spiffe://acme/check`. */
  readonly names: readonly string[];
}

export interface InspectedCertificates {
  readonly certificates: readonly InspectedCertificate[];
  /** What could not be read; as a warning, what looks as if it should be. */
  readonly findings: readonly Finding[];
}

interface Read {
  readonly certificates: readonly Certificate[];
  readonly findings: readonly Finding[];
}

/**
 * Every certificate of a file in PEM, in DER or in PKCS#12, in the order of the file, with or without keys beside them,
 * which are not looked at. Does not throw for bad material.
 */
export function inspectCertificates(file: MaterialFile, given: PassphraseGiven = {}): InspectedCertificates {
  const { certificates, findings } = read(file, given);
  return { certificates: certificates.map(inspected), findings };
}

/** The same of certificates in DER, e.g. those that a server shows. */
export function inspectDer(file: string, ders: readonly Buffer[]): InspectedCertificates {
  const all = ders.map((der, i) => fromDer({ path: file, bytes: der }, `certificate ${i + 1} of ${ders.length}`));
  return {
    certificates: all.flatMap(({ certificates }) => certificates.map(inspected)),
    findings: all.flatMap(({ findings }) => findings),
  };
}

function read(file: MaterialFile, given: PassphraseGiven): Read {
  const blocks = pemBlocks(file.bytes);
  if (hasWanted(blocks, "certificate")) return fromPem(file, blocks);
  const kind = blocks.length === 0 ? fileKind(file.bytes) : "unknown";
  if (kind === "der-certificate") return fromDer(file, "in DER");
  if (kind === "pkcs12") return fromBundle(file, given);
  const isKey = hasWanted(blocks, "private key") || kind === "der-key" || kind === "der-encrypted-key";
  return { certificates: [], findings: [isKey ? keyAlone(file) : wrongFile(file, blocks, "certificate", given.words)] };
}

function fromPem(file: MaterialFile, blocks: readonly PemBlock[]): Read {
  const all = blocks
    .filter(({ label }) => isCertificateLabel(label))
    .map((block) => {
      const place = placeOf(block, blocks.length);
      const fault = block.fault ?? headerFault(block);
      const result = fault ?? readCertificate(block.der!, { file: file.path, place });
      return typeof result === "string" ? malformedBlock("certificate-malformed", file, block, place, result) : result;
    });
  const isRead = (one: Certificate | Finding): one is Certificate => "x509" in one;
  return {
    certificates: all.filter(isRead),
    findings: [...all.filter((one): one is Finding => !isRead(one)), ...lineFindings(file, blocks, "certificate")],
  };
}

function fromDer({ path, bytes }: MaterialFile, place: string): Read {
  const result = readCertificate(bytes, { file: path, place });
  if (typeof result !== "string") return { certificates: [result], findings: [] };
  const message = `the certificate (${place}) cannot be read: ${result}`;
  return { certificates: [], findings: [finding("certificate-malformed", path, message, "have it made anew")] };
}

/** Loaded where there is a bundle, which needs more of Node. */
function fromBundle(file: MaterialFile, given: PassphraseGiven): Read {
  const { certificatesInBundle } = require("./bundle-certificates") as typeof import("./bundle-certificates");
  return certificatesInBundle(file, given);
}

function keyAlone({ path }: MaterialFile): Finding {
  const message = "a private key, and no certificate: of a key alone nothing is shown";
  return finding("wrong-pem-type", path, message, "name the certificate; check judges it together with its key");
}

function inspected(certificate: Certificate): InspectedCertificate {
  const { chainLength, certificateAuthorities, ...facts } = factsOf(certificate, 1);
  const { file, place, x509 } = certificate;
  return { file, place, ...facts, names: alternativeNames(x509) };
}
