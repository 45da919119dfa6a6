import { isUtf8 } from "node:buffer";
import { createPrivateKey } from "node:crypto";
import { type Finding, finding } from "../finding";
import { firstLine } from "../passphrase-input";
import { isPrivateKeyLabel } from "./file-kind";
import { keyEncryption } from "./key-encryption";
import { pemBlocks } from "./pem-blocks";
import { type MaterialFile, readMaterial } from "./read-file";
import { beside, shellQuote } from "./words";

/**
 * The passphrase in a file: its first line, in UTF-8, as Terraform reads it.
 *
 * @param keyPath the key, for a word about one that was encrypted with the very bytes of the file
 */
export function readPassphraseFile(path: string, keyPath?: string): { readonly passphrase: string } | Finding {
  const file = readMaterial(path);
  if ("code" in file) {
    const fix = "name the file whose first line is the passphrase, relative to the working directory";
    return finding(file.code, path, `the passphrase file: ${file.message}`, fix);
  }
  if (isUtf8(file.bytes) && !file.bytes.subarray(0, 64).includes(0)) {
    return { passphrase: firstLine(file.bytes.toString("utf8")) };
  }
  return notText(file, keyPath);
}

function notText({ path, bytes }: MaterialFile, keyPath: string | undefined): Finding {
  const to = beside(path, "utf8");
  const convert = (from: string) => `iconv -f ${from} -t UTF-8 < ${shellQuote(path)} > ${shellQuote(to)}`;
  const say = (what: string, fix: string) =>
    finding("not-utf8", path, `the passphrase file is ${what}; it is read as UTF-8`, fix);
  const mark = bytes.toString("hex", 0, 2);
  if (mark === "fffe" || mark === "feff") {
    return say("in UTF-16, as some Windows tools write it", `convert it: ${convert("UTF-16")}`);
  }
  const zero = bytes.subarray(0, 64).indexOf(0);
  if (zero !== -1) {
    return say(
      "in UTF-16 without a mark, or binary",
      `convert it: ${convert(zero % 2 === 1 ? "UTF-16LE" : "UTF-16BE")}`,
    );
  }
  const again =
    keyPath !== undefined && opens(keyPath, firstBytes(bytes)) ? ` && ${encryptAnew(keyPath, path, to)}` : "";
  return again
    ? say(
        "not UTF-8, and the key was encrypted with its very bytes",
        `convert it, and encrypt the key anew: ${convert("ISO-8859-1")}${again}`,
      )
    : say("not UTF-8, but perhaps Latin-1 or Windows-1252", `convert it: ${convert("WINDOWS-1252")}`);
}

function encryptAnew(keyPath: string, from: string, to: string): string {
  const [key, old, fresh, out] = [keyPath, from, to, beside(keyPath, "utf8")].map(shellQuote);
  return `openssl pkcs8 -topk8 -v2 aes-256-cbc -in ${key} -passin file:${old} -passout file:${fresh} -out ${out}`;
}

function firstBytes(bytes: Buffer): Buffer {
  const end = bytes.indexOf("\n");
  const line = end === -1 ? bytes : bytes.subarray(0, end);
  return line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}

function opens(keyPath: string, passphrase: Buffer): boolean {
  const file = readMaterial(keyPath);
  return "bytes" in file && opensKey(file.bytes, passphrase);
}

/** Whether a key in PEM opens with a passphrase; not tried where its derivation would take long. */
export function opensKey(bytes: Buffer, passphrase: string | Buffer): boolean {
  try {
    const block = pemBlocks(bytes).find(({ label, der }) => isPrivateKeyLabel(label) && der);
    if (!block || keyEncryption(block)?.unsupported !== undefined) return false;
    return createPrivateKey({ key: bytes, format: "pem", passphrase }).type === "private";
  } catch {
    return false;
  }
}
