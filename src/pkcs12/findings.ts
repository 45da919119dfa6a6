import { X509Certificate } from "node:crypto";
import { type Finding, finding } from "../finding";
import { MAX_ROUNDS, type TooManyRounds } from "../material/derivation-budget";
import { fileKind, KIND_IN_WORDS } from "../material/file-kind";
import { encryptedFile, replacedFile } from "../material/foreign-file";
import { type InputWords, PROPS } from "../material/input-words";
import type { KeyEncryption } from "../material/key-encryption";
import { convertKeystore, KEYTOOL_PASSPHRASE } from "../material/keystore";
import type { Edge } from "../material/passphrase-edges";
import { type PemBlock, pemBlocks } from "../material/pem-blocks";
import { edgeFix, type PassphraseGiven, thePassphrase } from "../material/private-key";
import type { MaterialFile } from "../material/read-file";
import { pipeline, unwrap } from "../material/unwrap";
import { beside, listed, shellQuote, withArticle } from "../material/words";
import type { CertificateBag, KeyBag } from "./bags";
import { PBMAC1 } from "./container";

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

export function pemNotPkcs12(path: string, blocks: readonly PemBlock[], words: InputWords = PROPS): Finding {
  const labels = [...new Set(blocks.map(({ label }) => withArticle(label)))];
  return finding(
    "pem-not-pkcs12",
    path,
    `a file in PEM with ${listed(labels)}, where a PKCS#12 bundle was expected`,
    `${words.given({ certificate: path })} and ${words.names.privateKey} instead of ${words.names.pkcs12}`,
  );
}

function kindInWords(kind: ReturnType<typeof fileKind>): string | undefined {
  if (kind === "empty") return "an empty file";
  if (kind === "java-keystore") return "a Java keystore";
  if (kind === "pkcs7") return "a PKCS#7 bundle, which has no private key";
  const what = kind === "pkcs12" ? undefined : KIND_IN_WORDS[kind];
  return what && `${what} in DER`;
}

export function malformed(file: MaterialFile, why: string, words: InputWords = PROPS): Finding {
  const { message, fix } = whatItIs(file, words) ?? {
    message: `not a PKCS#12 bundle that can be read: ${why}`,
    fix: "export it again from where it was made",
  };
  return finding("pkcs12-malformed", file.path, message, fix);
}

/** Known by its first bytes, or by what is found inside of a text. */
function whatItIs(
  { path, bytes }: MaterialFile,
  words: InputWords,
): { readonly message: string; readonly fix: string } | undefined {
  const kind = fileKind(bytes);
  const out = beside(path, /\.(?:p12|pfx)$/i.test(path) ? "bundle" : "", ".p12");
  const unwrapped = unwrap(bytes, "bundle");
  if (unwrapped?.contents === "pkcs12") {
    const message = `${unwrapped.what}, where the bundle itself (binary) was expected`;
    return { message, fix: `take it out: ${pipeline(unwrapped.filters, path, out)}` };
  }
  const encrypted = encryptedFile(bytes);
  const labels = pemBlocks(bytes).map(({ label }) => withArticle(label));
  const inWords = labels.length > 0 ? `a file in PEM with ${listed([...new Set(labels)])}` : kindInWords(kind);
  const fix = kind === "java-keystore" ? `convert it: ${convertKeystore(path, out)}` : NAME_THE_BUNDLE;
  const known = encrypted ?? (inWords ? { what: inWords, fix } : replacedFile(bytes, words));
  return known && { message: `${known.what}, where a PKCS#12 bundle was expected`, fix: known.fix };
}

const NAME_THE_BUNDLE = "name the bundle (.p12, .pfx), which holds certificate and private key";

export function passphraseElsewhere(path: string): Finding {
  return finding(
    "passphrase-missing",
    path,
    "its passphrase is kept where synth cannot read it, and the certificate to register is inside of the bundle",
    "use Passphrase.fromVariable or fromFile, or give certificate and key as files in PEM",
  );
}

/** @param edge what opens it, if it is nearly the same */
export function passphraseRefused(path: string, given: PassphraseGiven, edge?: Edge): Finding {
  const { words = PROPS, passphraseSource } = given;
  return given.passphrase === undefined
    ? finding(
        "passphrase-missing",
        path,
        "the bundle is protected by a passphrase and none is given",
        `give it, e.g. ${words.passphrase}`,
      )
    : finding(
        "passphrase-wrong",
        path,
        `${thePassphrase(given)} does not open the bundle (its MAC differs)${edge ? `, but does so ${edge.how}` : ""}`,
        edge
          ? edgeFix(edge, "export the bundle anew", passphraseSource)
          : "find the right one: that which was given when the bundle was exported",
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

export function macUnsupported(path: string, algorithm: string): Finding {
  const name = algorithm === PBMAC1 ? "PBMAC1 (RFC 9579)" : `the algorithm ${algorithm}`;
  return finding(
    "cipher-unsupported",
    path,
    `the MAC of the bundle is made with ${name}, which not every version of Node has`,
    `write it anew: ${exportAnew(path)}`,
  );
}

/** Above the limit by so much, openssl would take too long as well. */
const TOO_MANY_FOR_OPENSSL = 2 * MAX_ROUNDS;

/** Many parts, each of a usual cost, as GnuTLS makes one of each certificate, are written anew. */
export function tooManyRounds(path: string, { message, rounds }: TooManyRounds): Finding {
  const fix = rounds < TOO_MANY_FOR_OPENSSL ? `write it anew, with fewer rounds: ${exportAnew(path)}` : FEWER_ROUNDS;
  return finding("cipher-unsupported", path, message, fix);
}

const FEWER_ROUNDS = "have it exported again with fewer rounds; 600,000 for each part are plenty";

export function cipherUnsupported(path: string, { name, unsupported, isTooCostly }: KeyEncryption): Finding {
  return finding(
    "cipher-unsupported",
    path,
    `a part of the bundle is encrypted with ${name}, ${unsupported}: the check could not load it`,
    isTooCostly ? FEWER_ROUNDS : `write it anew: ${exportAnew(path, "-legacy ")}`,
  );
}

/** Entries have names; where one has none, keytool counts. */
export function severalKeys(path: string, keys: readonly Pick<KeyBag, "name">[]): Finding {
  let unnamed = 0;
  const names = keys.map(({ name }) => name ?? String(++unnamed));
  const chosen = names[names.length - 1]!;
  return finding(
    "several-keys",
    path,
    `${keys.length} private keys, where one was expected; their entries are ${listed(names.map((name) => JSON.stringify(name)))}`,
    `take out the entry of this certificate, for ${JSON.stringify(chosen)}: ${takeOut(path, chosen)}`,
  );
}

/** One entry of a keystore, with its chain, in a bundle of its own. */
function takeOut(path: string, name: string): string {
  const [from, to] = [path, beside(path, "entry", ".p12")].map(shellQuote);
  const what = `-srcstoretype PKCS12 -srcalias ${shellQuote(name)}`;
  return `keytool -importkeystore -noprompt -srckeystore ${from} ${what} ${KEYTOOL_PASSPHRASE} -destkeystore ${to} -deststoretype PKCS12 (with the passphrase in P)`;
}

export function noKey(path: string, certificates: readonly CertificateBag[], words: InputWords = PROPS): Finding {
  if (certificates.length > 0 && certificates.every(isAuthority)) return trustStore(path, words);
  return finding(
    "pkcs12-no-key",
    path,
    "the bundle has certificates, and no private key",
    "export it again together with the private key; browsers and Windows ask whether to include it",
  );
}

function isAuthority({ der, isTrusted }: CertificateBag): boolean {
  try {
    return isTrusted || new X509Certificate(der).ca;
  } catch {
    return false;
  }
}

function trustStore(path: string, { names }: InputWords): Finding {
  const [from, to] = [path, beside(path, "", ".pem")].map(shellQuote);
  const authorities = `openssl pkcs12 -in ${from} -nokeys -passin env:P -out ${to} (with the passphrase in P)`;
  return finding(
    "pkcs12-no-key",
    path,
    "a trust store: it says which authorities are trusted, and has no private key and no certificate of a client",
    `name the keystore of the client; if this is for ${names.certificateAuthority}, take the authorities out: ${authorities}`,
  );
}

export function noCertificate(path: string): Finding {
  return finding(
    "pkcs12-no-certificate",
    path,
    "the bundle has a private key, and no certificate",
    "export it again together with its certificate",
  );
}

/** The key is where Node finds it, and the check does not. */
export function keyUnreadable(path: string): Finding {
  const message = "the private key cannot be taken out of the bundle";
  return finding("pkcs12-malformed", path, message, `write it anew: ${exportAnew(path)}`);
}

export function refusedByNode(path: string, reason: string): Finding {
  return finding(
    "pkcs12-malformed",
    path,
    `Node cannot load the bundle: ${reason}`,
    `write it anew: ${exportAnew(path)}`,
  );
}
