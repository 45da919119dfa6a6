// How an item of the corpora is put to our own parts: what each kind asks, and which findings answer it.
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CertificateFacts } from "../../src/certificate-facts";
import { isPrivateKeyLabel } from "../../src/material/file-kind";
import { pemBlocks } from "../../src/material/pem-blocks";
import { inspectKey } from "../../src/material/private-key";
import { inspectMaterial } from "../../src/verdict/inspect-material";
import { pem } from "../support/der";
import { file as write } from "../support/inspect";

export interface CorpusItem {
  readonly id: string;
  readonly kind: "cert" | "key" | "pair" | "p12" | "bundle" | "garbage";
  readonly file: string;
  readonly matches?: string;
  readonly expect: "ok" | "error";
  readonly firm: boolean;
  readonly passphrase?: string;
  readonly reason?: string;
  readonly format?: string;
  readonly subject?: string;
  readonly fp?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly expired?: boolean;
  readonly notYetValid?: boolean;
  readonly keyType?: string;
  readonly bits?: number;
  readonly curve?: string;
}

export interface Answer {
  readonly verdict: "ok" | "error";
  /** The findings that count for the kind of item come with the others. */
  readonly codes: readonly string[];
  readonly facts?: CertificateFacts;
  readonly key?: KeyObject;
}

const AS_OF = new Date("2026-11-24T00:00:00Z");

/** Whether the file can be read as what it is; a certificate may well be out of date, or for a server. */
const UNREADABLE =
  /^(?:file-|not-pem|der-not-pem|pkcs12-|pem-not-pkcs12|wrong-pem-type|several-keys|certificate-malformed|ca-malformed|key-malformed|passphrase-missing|passphrase-wrong|cipher-unsupported)/;

const answers = new Map<string, Answer>();

export function answerFor(item: CorpusItem, folder: string): Answer {
  const answer = answers.get(item.id) ?? judge(item, folder);
  answers.set(item.id, answer);
  return answer;
}

function judge(item: CorpusItem, folder: string): Answer {
  const path = join(folder, item.file);
  switch (item.kind) {
    case "cert":
    case "bundle":
      return judgeCertificate(path);
    case "key":
      return judgeKey(path, item.passphrase);
    case "pair":
      return judgePair(path, join(folder, item.matches!), item.passphrase);
    case "p12":
      return judgePkcs12(path, item.passphrase);
    case "garbage":
      return judgeGarbage(path);
  }
}

/** A certificate without its key: what is said about the key that is not there does not count. */
function judgeCertificate(path: string): Answer {
  const files = { certificatePath: asPem(path, "CERTIFICATE"), privateKeyPath: path };
  const { facts, findings } = inspectMaterial(files, { now: AS_OF });
  const ofCertificate = findings.filter(({ file }) => file === files.certificatePath);
  const onKey = new Set(["wrong-pem-type", "key-malformed", "several-keys", "key-mismatch", "key-type-unsupported"]);
  return answer(
    ofCertificate.map(({ code }) => code).filter((code) => !onKey.has(code) || !facts),
    facts,
  );
}

function judgeKey(path: string, passphrase: string | undefined): Answer {
  const bytes = readFileSync(asPem(path, derKeyLabel(path)));
  const blocks = pemBlocks(bytes);
  if (!blocks.some(({ label }) => isPrivateKeyLabel(label))) return answer(["not-pem"]);
  const { key, findings } = inspectKey({ path, bytes }, blocks, { passphrase });
  return { ...answer(findings.map(({ code }) => code)), key };
}

function judgePair(certificatePath: string, privateKeyPath: string, passphrase: string | undefined): Answer {
  const files = {
    certificatePath: asPem(certificatePath, "CERTIFICATE"),
    privateKeyPath: asPem(privateKeyPath, derKeyLabel(privateKeyPath)),
  };
  const { facts, findings } = inspectMaterial(files, { now: AS_OF, passphrase });
  const codes = findings.map(({ code }) => code);
  return { ...answer(codes, facts), ...(codes.includes("key-mismatch") ? { verdict: "error" } : {}) };
}

function judgePkcs12(pkcs12Path: string, passphrase: string | undefined): Answer {
  const { facts, findings } = inspectMaterial({ pkcs12Path }, { now: AS_OF, passphrase });
  return answer(
    findings.map(({ code }) => code),
    facts,
  );
}

/** Neither certificate, nor key, nor bundle: refused in every place. */
function judgeGarbage(path: string): Answer {
  const asPair = inspectMaterial({ certificatePath: path, privateKeyPath: path }, { now: AS_OF });
  const asBundle = inspectMaterial({ pkcs12Path: path }, { now: AS_OF });
  const codes = asPair.findings.map(({ code }) => code);
  const isRefused = [asPair, asBundle].every(
    ({ facts, findings }) => !facts && findings.some(({ code }) => UNREADABLE.test(code)),
  );
  return { verdict: isRefused ? "error" : "ok", codes };
}

function answer(codes: string[], facts?: CertificateFacts): Answer {
  return { verdict: codes.some((code) => UNREADABLE.test(code)) ? "error" : "ok", codes, facts };
}

/** DER is refused with the command that converts it; here that is done, so that the content is judged. */
function asPem(path: string, label: string | undefined): string {
  const bytes = readFileSync(path);
  return bytes[0] === 0x30 && label ? write(pem(label, bytes), "converted.pem") : path;
}

/** Newer Nodes open a key of one type as the other's format, too. */
const DER_KEYS = [
  { type: "pkcs8", of: undefined, label: "PRIVATE KEY" },
  { type: "pkcs1", of: "rsa", label: "RSA PRIVATE KEY" },
  { type: "sec1", of: "ec", label: "EC PRIVATE KEY" },
] as const;

function derKeyLabel(path: string): string | undefined {
  const key = readFileSync(path);
  if (key[0] !== 0x30) return undefined;
  return DER_KEYS.find(({ type, of }) => {
    try {
      const { asymmetricKeyType } = createPrivateKey({ key, format: "der", type });
      return of === undefined || asymmetricKeyType === of;
    } catch {
      return false;
    }
  })?.label;
}
