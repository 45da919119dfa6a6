import type { KeyObject } from "node:crypto";
import { type Finding, finding } from "../finding";
import { TooManyRounds } from "../material/derivation-budget";
import { isCertificateLabel, isPrivateKeyLabel } from "../material/file-kind";
import { type Edge, edgeThatOpens } from "../material/passphrase-edges";
import { pemBlocks } from "../material/pem-blocks";
import type { PassphraseGiven } from "../material/private-key";
import { type MaterialFile, readMaterial } from "../material/read-file";
import { type Pkcs12, readPkcs12 as readContainer } from "../pkcs12/container";
import * as say from "../pkcs12/findings";
import { openPkcs12Key } from "../pkcs12/open-private-key";
import { refusalOfNode } from "../pkcs12/opened-by-node";
import { type Certificate, readCertificate } from "../x509/certificate";
import { MalformedAsn1 } from "../x509/der";
import { relatedTo } from "../x509/related";
import type { ClientMaterial } from "./judge";
import { matches } from "./rules/key-rules";
import { secretTooLarge } from "./rules/size-rules";

/** What Node says of a wrong passphrase. */
export const MAC_DIFFERS = "mac verify failure";

/** Reads a PKCS#12 bundle. Whether it can be opened is Node's to say; what is read here explains why not. */
export function readPkcs12(path: string, given: PassphraseGiven): ClientMaterial {
  const file = readMaterial(path);
  if ("code" in file) return material(path, { findings: [file] });
  const { findings, ...opened } = inspect(file, given);
  const size = secretTooLarge(Math.ceil(file.bytes.length / 3) * 4, path);
  return material(path, { ...opened, findings: [...findings, ...size], secret: file });
}

type Opened = Partial<Pick<ClientMaterial, "certificates" | "key">> & Pick<ClientMaterial, "findings">;

function material(path: string, opened: Opened & { secret?: MaterialFile }): ClientMaterial {
  return { certificates: [], keyPath: path, inOrder: false, ...opened };
}

function inspect(file: MaterialFile, given: PassphraseGiven): Opened {
  const blocks = pemBlocks(file.bytes);
  if (blocks.some(({ label }) => isCertificateLabel(label) || isPrivateKeyLabel(label)))
    return { findings: [say.pemNotPkcs12(file.path, blocks, given.words)] };
  try {
    return open(file, readContainer(file.bytes), given);
  } catch (error) {
    if (error instanceof TooManyRounds) return { findings: [say.tooManyRounds(file.path, error)] };
    const why = error instanceof MalformedAsn1 ? error.message : "it is damaged";
    return { findings: [say.malformed(file, why, given.words)] };
  }
}

function open(file: MaterialFile, bundle: Pkcs12, given: PassphraseGiven): Opened {
  const { passphrase, passphraseElsewhere } = given;
  const { path, bytes } = file;
  const { bags, mac } = bundle;
  if (passphraseElsewhere) return { findings: [say.passphraseElsewhere(path)] };
  if (!mac) return { findings: [say.noMac(path)] };
  if (!mac.supported) return { findings: [say.macUnsupported(path, mac.algorithm)] };

  // All of it, before Node begins: a key within asks for rounds of its own.
  bags.unseal(passphrase ?? "");
  const refusal = refusalOfNode(bytes, passphrase);
  if (refusal === MAC_DIFFERS) return { findings: [say.passphraseRefused(path, given, edgeOf(bytes, passphrase))] };
  const fault = refusal ? whyRefused(file, bundle, given) : whyUnused(path, bundle);
  if (fault) return { findings: [fault] };

  const key = openedKey(bundle, passphrase);
  if (!key) return { findings: [say.keyUnreadable(path)] };
  const { certificates, findings } = certificatesOf(path, bundle, key);
  const unexplained = refusal && findings.length === 0 && certificates.some((one) => matches(one, key));
  return { certificates, key, findings: unexplained ? [say.refusedByNode(path, refusal)] : findings };
}

function openedKey(bundle: Pkcs12, passphrase: string | undefined): KeyObject | undefined {
  try {
    return openPkcs12Key(bundle, passphrase);
  } catch (error) {
    if (error instanceof TooManyRounds) throw error;
    return undefined;
  }
}

/** A passphrase that is nearly the given one, and opens the bundle. */
function edgeOf(bytes: Buffer, passphrase: string | undefined): Edge | undefined {
  if (passphrase === undefined) return undefined;
  return edgeThatOpens(passphrase, (other) => {
    return typeof other === "string" && refusalOfNode(bytes, other) !== MAC_DIFFERS;
  });
}

/** Node opens the bundle, and would take the first of several keys. */
function whyUnused(path: string, { bags }: Pkcs12): Finding | undefined {
  return bags.keys.length > 1 ? say.severalKeys(path, bags.keys) : undefined;
}

/** The passphrase is right, and Node does not open the bundle all the same. */
function whyRefused(file: MaterialFile, { bags }: Pkcs12, given: PassphraseGiven): Finding | undefined {
  const { path } = file;
  if (bags.unsupported[0]) return say.cipherUnsupported(path, bags.unsupported[0]);
  const { keys, certificates, locked } = bags;
  if (locked > 0) return say.malformed(file, "a part of it cannot be read", given.words);
  if (keys.length > 1) return say.severalKeys(path, keys);
  if (keys.length === 0) return say.noKey(path, certificates, given.words);
  return certificates.length === 0 ? say.noCertificate(path) : undefined;
}

/** The certificates that can be of the chain of the key: a keystore has others beside them, which are not presented. */
function certificatesOf(path: string, { bags }: Pkcs12, key: KeyObject): ReadBundle {
  const ders = bags.certificates.map(({ der }) => der);
  const read = readAll(path, ders);
  const leaf = read.certificates.find((certificate) => matches(certificate, key));
  return leaf ? { ...read, certificates: relatedTo(leaf, read.certificates) } : read;
}

export interface ReadBundle {
  readonly certificates: readonly Certificate[];
  readonly findings: readonly Finding[];
}

/** The certificates of a bundle, in its order. */
export function readAll(file: string, ders: readonly Buffer[]): ReadBundle {
  const certificates: Certificate[] = [];
  const findings: Finding[] = [];
  for (const [i, der] of ders.entries()) {
    const place = `certificate ${i + 1} of ${ders.length}`;
    const read = readCertificate(der, { file, place });
    if (typeof read !== "string") certificates.push(read);
    else
      findings.push(finding("certificate-malformed", file, `${place} cannot be read: ${read}`, say.exportAnew(file)));
  }
  return { certificates, findings };
}
