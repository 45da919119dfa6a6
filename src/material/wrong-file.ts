import { type Finding, finding } from "../finding";
import { fileKind, isPrivateKeyLabel, KIND_IN_WORDS, type Wanted } from "./file-kind";
import { encryptedFile, replacedFile } from "./foreign-file";
import { type InputWords, PROPS } from "./input-words";
import { convertKeystore } from "./keystore";
import { opensshFix } from "./openssh-key";
import type { PemBlock } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { pipeline, type Unwrapped, unwrap } from "./unwrap";
import { beside, listed, shellQuote, withArticle } from "./words";

/** Says what a file is that does not have what it was given for, and how to get there. */
export function wrongFile(
  file: MaterialFile,
  blocks: readonly PemBlock[],
  wanted: Wanted,
  words: InputWords = PROPS,
): Finding {
  const { path, bytes } = file;
  const encrypted = encryptedFile(bytes);
  if (encrypted) return notWhatExpected(path, encrypted, wanted);
  const binary = blocks.length === 0 ? binaryFile(file, wanted, words) : undefined;
  if (binary) return binary;
  const isPkcs7 = blocks.some(({ label }) => PKCS7_LABELS.includes(label));
  const unwrapped = isPkcs7 ? undefined : unwrap(bytes, wanted);
  if (unwrapped) return wrapped(path, unwrapped, wanted, words);
  if (blocks.length > 0) return wrongBlocks(file, blocks, wanted, words);
  return notWhatExpected(path, replacedFile(bytes, words) ?? OTHERS[fileKind(bytes)] ?? NO_PEM, wanted);
}

function notWhatExpected(path: string, { what, fix }: { what: string; fix: string }, wanted: Wanted): Finding {
  return finding("not-pem", path, `${what}, where ${EXPECTED[wanted]} in PEM was expected`, fix);
}

const NO_PEM = {
  what: 'no line "-----BEGIN …"',
  fix: "name a file in PEM, or have it exported in PEM (also called Base64-encoded X.509)",
};
const OTHERS: Partial<Record<ReturnType<typeof fileKind>, { what: string; fix: string }>> = {
  "utf-16": { what: "text in UTF-16, without PEM in it", fix: "name a file in PEM" },
  empty: { what: "an empty file", fix: "copy it again from where it was made" },
  "der-damaged": {
    what: "binary data that begin as DER does and cannot be read: they were cut off, or copied as text",
    fix: "copy the file again from where it was made, as a binary file",
  },
};

/** PEM, DER or a bundle in a wrapper of some kind, with the command that takes it out. */
function wrapped(
  path: string,
  { what, contents, filters, isPart }: Unwrapped,
  wanted: Wanted,
  { names }: InputWords,
): Finding {
  const out =
    contents === "pkcs12" ? beside(path, "", ".p12") : isPart ? partOf(path, wanted) : convertedFrom(path, wanted);
  if (contents === "pkcs12") {
    const how = `take it out, and give it as ${names.pkcs12}: ${pipeline(filters, path, out)}`;
    return finding("pkcs12-not-pem", path, `${what}, where ${EXPECTED[wanted]} in PEM was expected`, how);
  }
  const convert = {
    pem: [],
    "der-certificate": [X509_TO_PEM],
    "der-key": [KEY_TO_PEM],
    "der-encrypted-key": [ENCRYPTED_TO_PEM],
    pkcs7: [PKCS7_TO_PEM],
  }[contents];
  return notWhatExpected(path, { what, fix: `convert it: ${pipeline([...filters, ...convert], path, out)}` }, wanted);
}

/** Certificate and key may have one name but for their extensions, as what is made of them has not. */
function convertedFrom(path: string, wanted: Wanted): string {
  const word = {
    certificate: path.endsWith(".pem") ? "converted" : "",
    "private key": "key",
    "certificate authority": "ca",
  };
  return beside(path, word[wanted], ".pem");
}

/** Several files may be made of one. */
function partOf(path: string, wanted: Wanted): string {
  const extension = { certificate: ".crt", "private key": ".key", "certificate authority": ".ca.crt" }[wanted];
  return beside(path, path.endsWith(extension) ? "converted" : "", extension);
}

const X509_TO_PEM = "openssl x509 -inform DER";
const KEY_TO_PEM = "openssl pkey -inform DER";
/** It stays encrypted, and no passphrase is asked for. */
const ENCRYPTED_TO_PEM =
  "(printf '%s\\n' '-----BEGIN ENCRYPTED PRIVATE KEY-----'; openssl base64; printf '%s\\n' '-----END ENCRYPTED PRIVATE KEY-----')";
const PKCS7_TO_PEM = "openssl pkcs7 -inform DER -print_certs";

/** Certificate and key were given in each other's place. */
export function swappedFiles(certificate: MaterialFile, key: MaterialFile, words: InputWords = PROPS): Finding[] {
  const fix = words.given({ certificate: key.path, privateKey: certificate.path });
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

function wrongBlocks(file: MaterialFile, blocks: readonly PemBlock[], wanted: Wanted, words: InputWords): Finding {
  const labels = [...new Set(blocks.map(({ label }) => label))];
  const found = listed(labels.map(withArticle));
  return finding(
    "wrong-pem-type",
    file.path,
    `${found}, where ${EXPECTED[wanted]} was expected`,
    blockFix(file, labels, wanted, words),
  );
}

const EXPECTED: Record<Wanted, string> = {
  certificate: "a CERTIFICATE",
  "private key": "a PRIVATE KEY",
  "certificate authority": "the CERTIFICATE of an authority",
};

function blockFix({ path, bytes }: MaterialFile, labels: readonly string[], wanted: Wanted, words: InputWords): string {
  const out = shellQuote(convertedFrom(path, wanted));
  if (wanted === "private key") {
    if (labels.includes("OPENSSH PRIVATE KEY")) return opensshFix(path, bytes);
    return "name the file with the private key of the certificate; it is the one that the request was signed with";
  }
  const pkcs7 = PKCS7_LABELS.find((label) => labels.includes(label));
  if (pkcs7) {
    const rename = pkcs7 === "PKCS7" ? "" : `sed 's/ ${pkcs7}-----/ PKCS7-----/' ${shellQuote(path)} | `;
    return `take the certificates out: ${rename}openssl pkcs7 -print_certs${rename ? "" : ` -in ${shellQuote(path)}`} -out ${out}`;
  }
  if (labels.some((label) => label.endsWith("CERTIFICATE REQUEST"))) return NAME_THE_ANSWER;
  return labels.some(isPrivateKeyLabel) ? nameTheCertificate(words) : "name the file with the certificate";
}

/** The last one is of Netscape, which OpenSSL reads, too. */
const PKCS7_LABELS = ["PKCS7", "CMS", "PKCS #7 SIGNED DATA"];
const NAME_THE_ANSWER = "a request is what an authority signs; name the certificate that it sent back";

/** Known by its first bytes. */
function binaryFile({ path, bytes }: MaterialFile, wanted: Wanted, words: InputWords): Finding | undefined {
  const [file, out] = [path, convertedFrom(path, wanted)].map(shellQuote);
  const isKey = wanted === "private key";
  const kind = fileKind(bytes);
  switch (kind) {
    case "der-certificate":
      return isKey
        ? finding("wrong-pem-type", path, "a certificate in DER, where a private key in PEM was expected", NAME_THE_KEY)
        : derNotPem(path, "a certificate", `openssl x509 -inform DER -in ${file} -out ${out}`);
    case "der-key":
    case "der-encrypted-key":
      return isKey
        ? derNotPem(
            path,
            KIND_IN_WORDS[kind]!,
            kind === "der-key"
              ? `openssl pkey -inform DER -in ${file} -out ${out}`
              : `${ENCRYPTED_TO_PEM} < ${file} > ${out}`,
          )
        : finding(
            "wrong-pem-type",
            path,
            "a private key in DER, where a certificate in PEM was expected",
            nameTheCertificate(words),
          );
    case "pkcs12":
      return finding(
        "pkcs12-not-pem",
        path,
        "a PKCS#12 bundle (.p12, .pfx), where a file in PEM was expected",
        wanted === "certificate authority"
          ? `take the authorities out: openssl pkcs12 -in ${file} -nokeys -cacerts -passin env:P -out ${out} (with the passphrase in P)`
          : `${words.given({ pkcs12: path })} instead of ${words.names.certificate} and ${words.names.privateKey}`,
      );
    case "pkcs7":
      return derNotPem(
        path,
        "a PKCS#7 bundle of certificates",
        `openssl pkcs7 -inform DER -print_certs -in ${file} -out ${out}`,
      );
    case "java-keystore": {
      const fix = `convert it and use ${words.names.pkcs12}: ${convertKeystore(path, beside(path, "", ".p12"))}`;
      return notWhatExpected(path, { what: "a Java keystore", fix }, wanted);
    }
    case "der-public-key":
    case "der-request":
    case "der-revocation-list":
      return finding(
        "wrong-pem-type",
        path,
        `${KIND_IN_WORDS[kind]} in DER, where ${EXPECTED[wanted]} in PEM was expected`,
        isKey ? NAME_THE_KEY : kind === "der-request" ? NAME_THE_ANSWER : "name the file with the certificate",
      );
    default:
      return undefined;
  }
}

const NAME_THE_KEY = "name the file with the private key of the certificate";

function nameTheCertificate({ names }: InputWords): string {
  return `name the file with the certificate; the key belongs into ${names.privateKey}`;
}

function derNotPem(path: string, what: string, command: string): Finding {
  return finding(
    "der-not-pem",
    path,
    `${what} in DER (binary), where PEM (text) was expected`,
    `convert it: ${command}`,
  );
}
