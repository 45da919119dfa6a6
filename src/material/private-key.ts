import { isUtf8 } from "node:buffer";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Finding, finding } from "../finding";
import { readAsn1 } from "../x509/der";
import { otherContent, repairOr } from "./explanations";
import { isPrivateKeyLabel } from "./file-kind";
import { type InputWords, PROPS } from "./input-words";
import { type KeyEncryption, keyEncryption } from "./key-encryption";
import { isVersion2, keyFault, unknownAlgorithm } from "./key-fault";
import { notUtf8 } from "./line-findings";
import { type Edge, edgeThatOpens } from "./passphrase-edges";
import { opensKey } from "./passphrase-file";
import { headerFault, type PemBlock } from "./pem-blocks";
import type { MaterialFile } from "./read-file";
import { beside, placeOf, shellQuote } from "./words";

export interface PassphraseGiven {
  readonly passphrase?: string;
  /** Where it was taken from, for a finding about it: `the environment variable ACME_PASSPHRASE`. */
  readonly passphraseSource?: string;
  readonly passphraseElsewhere?: boolean;
  /** @default - the props of a declaration */
  readonly words?: InputWords;
}

export interface InspectedKey {
  readonly key?: KeyObject;
  readonly findings: readonly Finding[];
}

/** The longest passphrase that OpenSSL takes (PEM_BUFSIZE), in bytes. */
const MAX_PASSPHRASE_BYTES = 1024;

/** The private key of a file in PEM that has one, as Node will load it: the file is handed on as it is. */
export function inspectKey(file: MaterialFile, blocks: readonly PemBlock[], given: PassphraseGiven): InspectedKey {
  const all = blocks.filter(({ label }) => isPrivateKeyLabel(label));
  const whole = all.filter((block) => !isDamaged(block));
  // OpenSSL goes on to the next block, as long as one is damaged.
  const keys = whole.length === 1 ? whole : all;
  const block = keys[0]!;
  if (keys.length > 1) return { findings: [severalKeys(file, keys, blocks.length)] };
  const { key, findings } = load(file, block, blocks, given);
  const passed = key ? all.filter((other) => other !== block) : [];
  return {
    key,
    findings: [
      ...findings,
      ...passed.map((other) => passedOver(file, other, block, blocks.length)),
      ...(key && !isUtf8(file.bytes) ? [notUtf8(file)] : []),
    ],
  };
}

/** There is no key in it whatever the passphrase is. */
function isDamaged({ label, fault, der, headers }: PemBlock): boolean {
  if (fault !== undefined || !der) return true;
  if (headers.length > 0 || label === "ENCRYPTED PRIVATE KEY") return false;
  try {
    return readAsn1(der).whole.length !== der.length;
  } catch {
    return true;
  }
}

function passedOver({ path }: MaterialFile, block: PemBlock, used: PemBlock, count: number): Finding {
  return finding(
    "pem-line-ignored",
    path,
    `the ${block.label} (${placeOf(block, count)}) is damaged and is not read, by OpenSSL neither; the key is the ${used.label} (${placeOf(used, count)})`,
    "keep only the key of this certificate in the file",
  );
}

function load(file: MaterialFile, block: PemBlock, blocks: readonly PemBlock[], given: PassphraseGiven): InspectedKey {
  try {
    if (block.fault === undefined) return decrypt(file, block, blocks.length, given);
  } catch {
    // Explained below. Where OpenSSL lost its way in an earlier block, that one is named.
  }
  const faulty = blocks.find(({ fault, number }) => fault !== undefined && number <= block.number);
  const fault = faulty?.fault ?? headerFault(block);
  return {
    findings: [fault ? damaged(file, faulty ?? block, blocks.length, fault) : unloadable(file, block, blocks.length)],
  };
}

function decrypt(file: MaterialFile, block: PemBlock, count: number, given: PassphraseGiven): InspectedKey {
  const encryption = keyEncryption(block);
  if (!encryption) {
    const key = createPrivateKey({ key: file.bytes, format: "pem" });
    // Node 22 with OpenSSL 3.5 reads it, Node 20 does not: the verdict is that of every Node in package.json's engines.
    if (isVersion2(block.der!)) return { findings: [unloadable(file, block, count)] };
    return { key, findings: passphraseUnneeded(file, given) };
  }
  if (encryption.unsupported) return { findings: [cipherUnsupported(file, encryption)] };
  if (given.passphraseElsewhere) return { findings: [keyUnchecked(file)] };
  if (given.passphrase === undefined) return { findings: [passphraseMissing(file, encryption, given)] };
  if (block.headers.length === 0) readAsn1(block.der!);
  try {
    return { key: createPrivateKey({ key: file.bytes, format: "pem", passphrase: given.passphrase }), findings: [] };
  } catch {
    // With a wrong passphrase, 1 time in 256 the padding looks right and Node fails later, with another code.
    return { findings: [passphraseWrong(file, block, count, encryption, given)] };
  }
}

function severalKeys({ path }: MaterialFile, keys: readonly PemBlock[], count: number): Finding {
  const places = keys.map((block) => `${block.label} (${placeOf(block, count)})`).join(", ");
  return finding(
    "several-keys",
    path,
    `${keys.length} private keys, where one was expected: ${places}`,
    "keep only the key of this certificate in the file",
  );
}

const COPY_AGAIN = "copy the file again from where it was made";

function damaged(file: MaterialFile, block: PemBlock, count: number, fault: string): Finding {
  return finding(
    "key-malformed",
    file.path,
    `the ${block.label} (${placeOf(block, count)}) cannot be read: ${fault}`,
    repairOr(file, "private key", COPY_AGAIN),
  );
}

function unloadable(file: MaterialFile, block: PemBlock, count: number): Finding {
  const algorithm = block.der && unknownAlgorithm(block.der);
  if (algorithm === undefined) return malformed(file, block, count);
  return finding(
    "key-type-unsupported",
    file.path,
    `the ${block.label} (${placeOf(block, count)}) is of the algorithm ${algorithm}, which Node does not have`,
    "use a certificate with a key of RSA, EC (P-256, P-384, P-521), Ed25519 or Ed448",
  );
}

function malformed(file: MaterialFile, block: PemBlock, count: number): Finding {
  const { fault, fix } = otherContent(file, block, "private key") ?? wrongForm(file, block);
  return finding(
    "key-malformed",
    file.path,
    `the ${block.label} (${placeOf(block, count)}) cannot be loaded: ${fault}`,
    fix,
  );
}

function wrongForm({ path }: MaterialFile, block: PemBlock): { fault: string; fix: string } {
  const { fault, command } = keyFault(path, block);
  return { fault, fix: command ? `write it anew: ${command}` : COPY_AGAIN };
}

function passphraseUnneeded({ path }: MaterialFile, given: PassphraseGiven): Finding[] {
  const { passphrase, passphraseElsewhere, passphraseSource } = given;
  if (passphrase === undefined && !passphraseElsewhere) return [];
  const from = passphraseSource ? ` by ${passphraseSource}` : "";
  const encrypt = `openssl pkcs8 -topk8 -v2 aes-256-cbc -in ${shellQuote(path)} -passout env:P -out ${shellQuote(beside(path, "encrypted"))}`;
  return [
    finding(
      "passphrase-unneeded",
      path,
      `a passphrase is given${from}, but the key is not encrypted`,
      `leave out the passphrase, or encrypt the key, with the passphrase in P: ${encrypt}`,
    ),
  ];
}

function passphraseMissing(
  { path }: MaterialFile,
  { name }: KeyEncryption,
  { words = PROPS }: PassphraseGiven,
): Finding {
  return finding(
    "passphrase-missing",
    path,
    `the key is encrypted (${name}) and no passphrase is given`,
    `give it, e.g. ${words.passphrase}`,
  );
}

function passphraseWrong(
  { path, bytes }: MaterialFile,
  block: PemBlock,
  count: number,
  { name }: KeyEncryption,
  given: PassphraseGiven,
): Finding {
  const { passphrase = "", passphraseSource } = given;
  const length = Buffer.byteLength(passphrase);
  if (length > MAX_PASSPHRASE_BYTES) {
    const what = `${thePassphrase(given)} has ${length} bytes; OpenSSL takes at most ${MAX_PASSPHRASE_BYTES}`;
    return finding("passphrase-wrong", path, what, FIND_THE_RIGHT_ONE);
  }
  const edge = edgeThatOpens(passphrase, (other) => opensKey(bytes, other));
  const what = `${thePassphrase(given)} does not decrypt the key (${name}, ${placeOf(block, count)})`;
  return edge
    ? finding(
        "passphrase-wrong",
        path,
        `${what}, but does so ${edge.how}`,
        edgeFix(edge, "encrypt the key anew", passphraseSource),
      )
    : finding("passphrase-wrong", path, what, FIND_THE_RIGHT_ONE);
}

/** A passphrase with its source, which is where to look; that it is empty is no secret, and the usual slip of a pipeline. */
export function thePassphrase({ passphrase, passphraseSource }: PassphraseGiven): string {
  const empty = passphrase === "" ? ", which is empty," : "";
  return `the passphrase${passphraseSource ? ` in ${passphraseSource}` : ""}${empty}`;
}

const FIND_THE_RIGHT_ONE = "find the right one: that which was given when the key was made or encrypted";

/** @param anew how what is encrypted is made again */
export function edgeFix(
  { how, isKeysFault }: Edge,
  anew: string,
  source = "the file or the variable that it is read from",
): string {
  return isKeysFault
    ? `${anew} with the passphrase as it is; it was encrypted with the passphrase ${how}`
    : `give it ${how}: correct ${source}`;
}

function cipherUnsupported({ path }: MaterialFile, { name, unsupported, isTooCostly }: KeyEncryption): Finding {
  const legacy = "openssl pkey -provider legacy -provider default";
  const [from, to] = [path, beside(path, "aes")].map(shellQuote);
  const again = `encrypt it anew, with the passphrase in P: ${legacy} -in ${from} -passin env:P -passout env:P -aes-256-cbc -out ${to}`;
  return finding(
    "cipher-unsupported",
    path,
    `the key is encrypted with ${name}, ${unsupported}: the check could not load it`,
    isTooCostly ? "encrypt it anew where it was made, with fewer rounds; 600,000 of PBKDF2 are plenty" : again,
  );
}

function keyUnchecked({ path }: MaterialFile): Finding {
  return finding(
    "key-unchecked",
    path,
    "its passphrase is kept where synth cannot read it, so whether it fits the certificate is unknown until the check runs",
    "check it where the passphrase is known, with client-certificates check",
  );
}
