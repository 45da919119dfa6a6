import { type Finding, finding } from "../finding";
import { fileKind, isCertificateLabel, isPrivateKeyLabel } from "./file-kind";
import type { PemBlock } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { beside, listed, shellQuote, withArticle } from "./words";

/** What a file was given for. */
export type Wanted = "certificate" | "private key" | "certificate authority";

/** Whether the file has a block of the wanted kind. */
export function hasWanted(blocks: readonly PemBlock[], wanted: Wanted): boolean {
  const isWanted = wanted === "private key" ? isPrivateKeyLabel : isCertificateLabel;
  return blocks.some(({ label }) => isWanted(label));
}

/** Says what a file is that does not have what it was given for, and how to get there. */
export function wrongFile(file: MaterialFile, blocks: readonly PemBlock[], wanted: Wanted): Finding {
  return blocks.length === 0 ? notPem(file, wanted) : wrongBlocks(file, blocks, wanted);
}

/** Certificate and key were given in each other's place. */
export function swappedFiles(certificate: MaterialFile, key: MaterialFile): Finding[] {
  const fix = `certificatePath: ${JSON.stringify(key.path)}, privateKeyPath: ${JSON.stringify(certificate.path)}`;
  return [
    finding(
      "wrong-pem-type",
      certificate.path,
      "a private key, where the certificate was expected: the two files are swapped",
      `swap them: ${fix}`,
    ),
    finding(
      "wrong-pem-type",
      key.path,
      "a certificate, where the private key was expected: the two files are swapped",
      `swap them: ${fix}`,
    ),
  ];
}

function wrongBlocks({ path }: MaterialFile, blocks: readonly PemBlock[], wanted: Wanted): Finding {
  const labels = [...new Set(blocks.map(({ label }) => label))];
  const found = listed(labels.map((label) => withArticle(label.toLowerCase() === label ? label : label)));
  return finding(
    "wrong-pem-type",
    path,
    `${found}, where ${EXPECTED[wanted]} was expected`,
    blockFix(path, labels, wanted),
  );
}

const EXPECTED: Record<Wanted, string> = {
  certificate: "a CERTIFICATE",
  "private key": "a PRIVATE KEY",
  "certificate authority": "the CERTIFICATE of an authority",
};

function blockFix(path: string, labels: readonly string[], wanted: Wanted): string {
  const file = shellQuote(path);
  const out = shellQuote(beside(path, "", ".pem"));
  if (wanted === "private key") {
    if (labels.includes("OPENSSH PRIVATE KEY")) {
      return `convert a copy of it: cp ${file} ${out} && ssh-keygen -p -m PEM -f ${out}`;
    }
    return "name the file with the private key of the certificate; it is the one that the request was signed with";
  }
  if (labels.includes("PKCS7") || labels.includes("CMS")) {
    return `take the certificates out: openssl pkcs7 -print_certs -in ${file} -out ${out}`;
  }
  if (labels.some((label) => label.endsWith("CERTIFICATE REQUEST"))) {
    return "a request is what an authority signs; name the certificate that it sent back";
  }
  if (labels.some(isPrivateKeyLabel)) return "name the file with the certificate; the key belongs into privateKeyPath";
  return `name the file with the certificate; this shows what a file has: openssl storeutl -noout ${file}`;
}

function notPem({ path, bytes }: MaterialFile, wanted: Wanted): Finding {
  const file = shellQuote(path);
  const out = shellQuote(beside(path, "", path.endsWith(".pem") ? ".converted.pem" : ".pem"));
  const kind = fileKind(bytes);
  const isKey = wanted === "private key";
  switch (kind) {
    case "der-certificate":
      return isKey
        ? finding("wrong-pem-type", path, "a certificate in DER, where a private key in PEM was expected", NAME_THE_KEY)
        : derNotPem(path, "a certificate", `openssl x509 -inform DER -in ${file} -out ${out}`);
    case "der-key":
    case "der-encrypted-key":
      return isKey
        ? derNotPem(path, "a private key", `openssl pkey -inform DER -in ${file} -out ${out}`)
        : finding(
            "wrong-pem-type",
            path,
            "a private key in DER, where a certificate in PEM was expected",
            NAME_THE_CERTIFICATE,
          );
    case "pkcs12":
      return finding(
        "pkcs12-not-pem",
        path,
        "a PKCS#12 bundle (.p12, .pfx), where a file in PEM was expected",
        wanted === "certificate authority"
          ? `take the authorities out: openssl pkcs12 -in ${file} -nokeys -cacerts -out ${out}`
          : `pkcs12Path: ${JSON.stringify(path)} instead of certificatePath and privateKeyPath`,
      );
    case "pkcs7":
      return derNotPem(
        path,
        "a PKCS#7 bundle of certificates",
        `openssl pkcs7 -inform DER -print_certs -in ${file} -out ${out}`,
      );
    default:
      return finding(
        "not-pem",
        path,
        `${NOT_PEM[kind]}, where ${EXPECTED[wanted]} in PEM was expected`,
        notPemFix(kind, file, out),
      );
  }
}

const NAME_THE_KEY = "name the file with the private key of the certificate";
const NAME_THE_CERTIFICATE = "name the file with the certificate; the key belongs into privateKeyPath";

function derNotPem(path: string, what: string, command: string): Finding {
  return finding(
    "der-not-pem",
    path,
    `${what} in DER (binary), where PEM (text) was expected`,
    `convert it: ${command}`,
  );
}

const NOT_PEM = {
  empty: "an empty file",
  "java-keystore": "a Java keystore",
  "utf-16": "text in UTF-16, as some Windows tools write it",
  "indented-pem": 'a line "-----BEGIN …" that does not start at the beginning of its line',
  "carriage-returns": "lines that end with a carriage return alone (old Mac OS)",
  unknown: 'no line "-----BEGIN …"',
} as const;

function notPemFix(kind: keyof typeof NOT_PEM, file: string, out: string): string {
  switch (kind) {
    case "java-keystore":
      return `convert it and use pkcs12Path: keytool -importkeystore -srckeystore ${file} -destkeystore ${out.replace(/\.pem('?)$/, ".p12$1")} -deststoretype PKCS12`;
    case "utf-16":
      return `convert it: iconv -f UTF-16 -t UTF-8 ${file} -o ${out}`;
    case "indented-pem":
      return `take off what precedes the dashes: sed 's/^[^-A-Za-z0-9+/]*//' ${file} > ${out}`;
    case "carriage-returns":
      return `convert it: tr '\\r' '\\n' < ${file} > ${out}`;
    default:
      return `name a file in PEM; this shows what it is: openssl storeutl -noout ${file}`;
  }
}
