import { type FileKind, fileKind, KIND_IN_WORDS, type Wanted } from "./file-kind";
import { type PemBlock, pemBlocks } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { base64Of, beside, shellQuote } from "./words";

/** What a block holds instead of what its label says: certutil, for one, writes CERTIFICATE around any file. */
export interface OtherContent {
  readonly fault: string;
  readonly fix: string;
}

const ENCRYPTED = "ENCRYPTED PRIVATE KEY";

export function otherContent(file: MaterialFile, block: PemBlock, wanted: Wanted): OtherContent | undefined {
  const { label, der = Buffer.alloc(0) } = block;
  const isText = pemBlocks(der).length > 0;
  const kind = fileKind(der);
  const isPlain = kind === "der-key" && label === ENCRYPTED;
  if (!isPlain && kind === (wanted === "private key" ? "der-key" : "der-certificate")) return undefined;
  const what = isText
    ? "a file in PEM, in base64 once more"
    : isPlain
      ? "one that is not encrypted"
      : KIND_IN_WORDS[kind];
  if (what === undefined) return undefined;
  const isAlone = pemBlocks(file.bytes).length === 1;
  const way = isText ? wayOut(file, block) : wayTo(kind, file, block, wanted);
  return { fault: `it says ${label}, but holds ${what}`, fix: (isAlone && way) || NAME_THE_FILE[wanted] };
}

function wayTo(kind: FileKind, file: MaterialFile, block: PemBlock, wanted: Wanted): string | undefined {
  if (kind === "pkcs12") return `give the bundle in place of both files; ${wayOut(file, block, ".p12")}`;
  if (kind === "pkcs7" && wanted !== "private key") {
    const out = shellQuote(beside(file.path, "decoded"));
    return `take the certificates out: ${base64Of(file.path, block.label)} | openssl pkcs7 -inform DER -print_certs -out ${out}`;
  }
  const label = wanted === "private key" ? LABELS[kind] : undefined;
  const [from, to] = [file.path, beside(file.path, "labelled")].map(shellQuote);
  return label && `label it as what it is: sed 's/ ${block.label}-----/ ${label}-----/' ${from} > ${to}`;
}

const LABELS: Partial<Record<FileKind, string>> = { "der-key": "PRIVATE KEY", "der-encrypted-key": ENCRYPTED };

function wayOut({ path }: MaterialFile, { label }: PemBlock, extension?: string): string {
  return `decode it: ${base64Of(path, label)} > ${shellQuote(beside(path, extension ? "" : "decoded", extension))}`;
}

const NAME_THE_FILE: Record<Wanted, string> = {
  certificate: "name the file with the certificate",
  "private key": "name the file with the private key of the certificate",
  "certificate authority": "name the file with the certificate of the authority",
};
