import { createSecureContext } from "node:tls";
import { type Finding, finding } from "../finding";
import { MalformedAsn1 } from "./asn1";
import { type Certificate, readCertificate } from "./certificate";
import type { ClientMaterial } from "./judge";
import { pemBlocks } from "./pem-blocks";
import { type Pkcs12Contents, readContents } from "./pkcs12-bags";
import { openWith, type Pkcs12Container, readContainer } from "./pkcs12-container";
import * as say from "./pkcs12-findings";
import type { PassphraseGiven } from "./private-key";
import { type MaterialFile, readMaterial } from "./read";
import { secretTooLarge } from "./rules/size-rules";

/** Rounds of key derivation beyond which a bundle is not opened: it would take seconds for every connection. */
const MAX_ROUNDS = 1_000_000;

/** Reads a PKCS#12 bundle, and proves with Node that the check will be able to load it. */
export function readPkcs12(path: string, given: PassphraseGiven): ClientMaterial {
  const file = readMaterial(path);
  if ("code" in file) return material(path, { findings: [file] });
  const outside = containerOf(file);
  if ("code" in outside) return material(path, { findings: [outside], secret: file });
  return material(path, { ...open(file, outside, given), secret: file });
}

type Opened = Partial<Pick<ClientMaterial, "certificates" | "key">> & Pick<ClientMaterial, "findings">;

function material(path: string, opened: Opened & { secret?: MaterialFile }): ClientMaterial {
  return { certificates: [], keyPath: path, inOrder: false, ...opened };
}

function containerOf(file: MaterialFile): Pkcs12Container | Finding {
  const blocks = pemBlocks(file.bytes);
  if (blocks.length > 0) return say.pemNotPkcs12(file.path, blocks);
  try {
    return readContainer(file.bytes);
  } catch (error) {
    return say.malformed(file, error instanceof MalformedAsn1 ? error.message : "it is damaged");
  }
}

function open(file: MaterialFile, outside: Pkcs12Container, given: PassphraseGiven): Opened {
  const { passphrase, passphraseElsewhere } = given;
  const { mac } = outside;
  if (passphraseElsewhere) return { findings: [say.passphraseElsewhere(file.path)] };
  if (mac && !mac.hash) return { findings: [say.macUnsupported(file.path, mac.oid)] };
  if ((mac?.rounds ?? 0) > MAX_ROUNDS) return { findings: [say.tooManyRounds(file.path, mac!.rounds)] };

  // Node says for some wrong passphrases that the bundle is damaged; the MAC tells the two apart.
  const opensWith = openWith(outside, passphrase);
  if (opensWith === undefined) {
    const refusal = mac ? say.passphraseRefused(file.path, passphrase) : say.noMac(file.path);
    return { findings: [refusal] };
  }
  return judgeContents(file, readContents(outside.content, opensWith), { passphrase, hasMac: mac !== undefined });
}

function judgeContents(
  file: MaterialFile,
  contents: Pkcs12Contents,
  { passphrase, hasMac }: { passphrase?: string; hasMac: boolean },
): Opened {
  const { path } = file;
  const { keys, unsupported, unreadable } = contents;
  const { certificates, findings } = readAll(path, contents.certificates);
  const opened = { certificates, key: keys.length === 1 ? keys[0] : undefined };
  const known = [...findings, ...secretTooLarge(Math.ceil(file.bytes.length / 3) * 4, path)];
  if (unsupported[0]) return { ...opened, findings: [...known, say.cipherUnsupported(path, unsupported[0])] };
  if (!hasMac && unreadable > 0) return { ...opened, findings: [...known, say.noMac(path)] };
  if (unreadable > 0) return { ...opened, findings: [...known, say.malformed(file, "a part of it cannot be read")] };
  if (keys.length > 1) return { ...opened, findings: [...known, say.severalKeys(path, keys.length)] };
  if (keys.length === 0) return { ...opened, findings: [...known, say.noKey(path)] };
  if (contents.certificates.length === 0) return { ...opened, findings: [...known, say.noCertificate(path)] };
  const isOne = certificates.some(({ x509 }) => opened.key && x509.checkPrivateKey(opened.key));
  // A key of another certificate is for the rules to tell; Node would refuse the bundle without saying why.
  if (known.length > 0 || !isOne) return { ...opened, findings: known };
  const refusal = nodeRefuses(file.bytes, passphrase);
  return { ...opened, findings: refusal === undefined ? [] : [say.refusedByNode(path, refusal, hasMac)] };
}

function readAll(file: string, ders: readonly Buffer[]): { certificates: Certificate[]; findings: Finding[] } {
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

function nodeRefuses(pfx: Buffer, passphrase: string | undefined): string | undefined {
  try {
    createSecureContext({ pfx, passphrase });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
