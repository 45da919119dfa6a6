import { createSecureContext } from "node:tls";
import { type Finding, finding } from "../finding";
import { pemBlocks } from "../material/pem-blocks";
import type { PassphraseGiven } from "../material/private-key";
import { type MaterialFile, readMaterial } from "../material/read-file";
import { type Pkcs12Contents, readContents } from "../pkcs12/bags";
import { openWith, type Pkcs12Container, readContainer } from "../pkcs12/container";
import * as say from "../pkcs12/findings";
import { type Certificate, readCertificate } from "../x509/certificate";
import { MalformedAsn1 } from "../x509/der";
import type { ClientMaterial } from "./judge";
import { matches } from "./rules/key-rules";
import { secretTooLarge } from "./rules/size-rules";
import { weakKey, weakSignature } from "./rules/strength-rules";

/** Rounds of key derivation beyond which a bundle is not opened: it would take seconds for every connection. */
const MAX_ROUNDS = 1_000_000;

/** What Node says of a wrong passphrase, nearly always; where it says something else, the MAC is computed here. */
const MAC_DIFFERS = "mac verify failure";

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

  const refusal = nodeRefuses(file.bytes, passphrase);
  const opensWith = formThatOpens(outside, passphrase, refusal);
  if (opensWith === undefined) {
    return { findings: [mac ? say.passphraseRefused(file.path, passphrase) : say.noMac(file.path)] };
  }
  return judgeContents(file, readContents(outside.content, opensWith), { refusal, hasMac: mac !== undefined });
}

/** Node verifies a MAC, too: it is computed again only where what Node says leaves the form of the passphrase open. */
function formThatOpens(
  outside: Pkcs12Container,
  passphrase: string | undefined,
  refusal: string | undefined,
): string | null | undefined {
  if (refusal === MAC_DIFFERS) return undefined;
  if (outside.mac && refusal === undefined && passphrase) return passphrase;
  return openWith(outside, passphrase);
}

function judgeContents(
  file: MaterialFile,
  contents: Pkcs12Contents,
  { refusal, hasMac }: { refusal?: string; hasMac: boolean },
): Opened {
  const { path } = file;
  const { certificates, findings } = readAll(path, contents.certificates);
  const key = contents.keys.length === 1 ? contents.keys[0] : undefined;
  const size = secretTooLarge(Math.ceil(file.bytes.length / 3) * 4, path);
  const fault = faultOf(file, contents, hasMac);
  if (fault) return { certificates, key, findings: [...findings, ...size, fault] };
  // A key of another certificate is for the rules to tell; Node refuses the bundle without saying why.
  const isPair = () => key !== undefined && certificates.some((certificate) => matches(certificate, key));
  // So are weak keys and signatures, which some versions of Node refuse to load.
  const isWeak = () => weakKey(certificates).length + weakSignature(certificates).length > 0;
  const unexplained = refusal !== undefined && findings.length === 0 && isPair() && !isWeak();
  return {
    certificates,
    key,
    findings: [...findings, ...size, ...(unexplained ? [say.refusedByNode(path, refusal, hasMac)] : [])],
  };
}

/** What keeps the bundle as a whole from being used. */
function faultOf(file: MaterialFile, contents: Pkcs12Contents, hasMac: boolean): Finding | undefined {
  const { path } = file;
  const { keys, certificates, unsupported, unreadable } = contents;
  if (unsupported[0]) return say.cipherUnsupported(path, unsupported[0]);
  if (unreadable > 0) return hasMac ? say.malformed(file, "a part of it cannot be read") : say.noMac(path);
  if (keys.length > 1) return say.severalKeys(path, keys.length);
  if (keys.length === 0) return say.noKey(path);
  return certificates.length === 0 ? say.noCertificate(path) : undefined;
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
