import { type Finding, finding } from "../finding";
import { fileKind } from "../material/file-kind";
import type { KeyEncryption } from "../material/key-encryption";
import type { PemBlock } from "../material/pem-blocks";
import type { MaterialFile } from "../material/read-file";
import { beside, listed, shellQuote, withArticle } from "../material/words";

/**
 * The command that writes a bundle anew, with ciphers that Node has; on its way the key stays encrypted.
 * `P` is the passphrase, in the environment.
 */
export function exportAnew(path: string, legacy = ""): string {
  const [from, between, to] = [path, beside(path, "", ".tmp.pem"), beside(path, "new")].map(shellQuote);
  const passphrase = "-passin env:P -passout env:P";
  const read = `openssl pkcs12 ${legacy}-in ${from} -aes256 ${passphrase} -out ${between}`;
  const write = `openssl pkcs12 -export -in ${between} ${passphrase} -out ${to}`;
  return `${read} && ${write} && rm ${between} (with the passphrase in P)`;
}

export function pemNotPkcs12(path: string, blocks: readonly PemBlock[]): Finding {
  const labels = [...new Set(blocks.map(({ label }) => withArticle(label)))];
  return finding(
    "pem-not-pkcs12",
    path,
    `a file in PEM with ${listed(labels)}, where a PKCS#12 bundle was expected`,
    `certificatePath: ${JSON.stringify(path)} and privateKeyPath instead of pkcs12Path`,
  );
}

const OTHERS: Partial<Record<ReturnType<typeof fileKind>, string>> = {
  empty: "an empty file",
  "der-certificate": "a certificate in DER",
  "der-key": "a private key in DER",
  "der-encrypted-key": "an encrypted private key in DER",
  pkcs7: "a PKCS#7 bundle, which has no private key",
  "java-keystore": "a Java keystore",
};

export function malformed({ path, bytes }: MaterialFile, why: string): Finding {
  const kind = fileKind(bytes);
  const other = OTHERS[kind];
  const message = other
    ? `${other}, where a PKCS#12 bundle was expected`
    : `not a PKCS#12 bundle that can be read: ${why}`;
  const [from, to] = [shellQuote(path), shellQuote(beside(path, "", ".p12"))];
  const fix =
    kind === "java-keystore"
      ? `convert it: keytool -importkeystore -srckeystore ${from} -destkeystore ${to} -deststoretype PKCS12`
      : `export it again from where it was made; this has to succeed: openssl pkcs12 -in ${from} -noout`;
  return finding("pkcs12-malformed", path, message, fix);
}

export function passphraseElsewhere(path: string): Finding {
  return finding(
    "passphrase-missing",
    path,
    "its passphrase is kept where synth cannot read it, and the certificate to register is inside of the bundle",
    "use Passphrase.fromVariable or fromFile, or give certificate and key as files in PEM",
  );
}

export function passphraseRefused(path: string, passphrase: string | undefined): Finding {
  const check = `openssl pkcs12 -in ${shellQuote(path)} -noout`;
  return passphrase === undefined
    ? finding(
        "passphrase-missing",
        path,
        "the bundle is protected by a passphrase and none is given",
        'give it, e.g. passphrase: Passphrase.fromVariable("acme_passphrase"), or --passphrase-env on the command line',
      )
    : finding(
        "passphrase-wrong",
        path,
        "the passphrase does not open the bundle (its MAC differs)",
        `find the right one; this asks for it: ${check}`,
      );
}

export function noMac(path: string): Finding {
  return finding(
    "pkcs12-no-mac",
    path,
    "the bundle has no MAC, so that nothing vouches for its passphrase, and Node 20 refuses it",
    `write it anew: ${exportAnew(path)}`,
  );
}

export function macUnsupported(path: string, oid: string): Finding {
  const name = oid === "1.2.840.113549.1.5.14" ? "PBMAC1 (RFC 9579)" : `the algorithm ${oid}`;
  return finding(
    "cipher-unsupported",
    path,
    `the MAC of the bundle is made with ${name}, which not every version of Node has`,
    `write it anew: ${exportAnew(path)}`,
  );
}

export function tooManyRounds(path: string, rounds: number): Finding {
  const message = `the MAC of the bundle asks for ${rounds} rounds, which would take seconds for every connection`;
  return finding("cipher-unsupported", path, message, `write it anew: ${exportAnew(path)}`);
}

export function cipherUnsupported(path: string, { name, unsupported }: KeyEncryption): Finding {
  return finding(
    "cipher-unsupported",
    path,
    `a part of the bundle is encrypted with ${name}, ${unsupported}: the check could not load it`,
    `write it anew: ${exportAnew(path, "-legacy ")}`,
  );
}

export function severalKeys(path: string, count: number): Finding {
  const message = `${count} private keys, where one was expected`;
  return finding("several-keys", path, message, "export the key of this certificate alone");
}

export function noKey(path: string): Finding {
  return finding(
    "pkcs12-no-key",
    path,
    "the bundle has certificates, and no private key",
    "export it again together with the private key; browsers and Windows ask whether to include it",
  );
}

export function noCertificate(path: string): Finding {
  return finding(
    "pkcs12-no-certificate",
    path,
    "the bundle has a private key, and no certificate",
    "export it again together with its certificate: openssl pkcs12 -export -in client.crt -inkey client.key -out client.p12",
  );
}

export function refusedByNode(path: string, reason: string, hasMac: boolean): Finding {
  if (!hasMac) return noMac(path);
  return finding(
    "pkcs12-malformed",
    path,
    `Node cannot load the bundle: ${reason}`,
    `write it anew: ${exportAnew(path)}`,
  );
}
