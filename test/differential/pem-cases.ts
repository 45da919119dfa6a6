// How a file in PEM is written around its blocks, at each of them.
import { certificate, keyOf, keyPem, type Made } from "../support/certificates";
import type { Case } from "./cases";

const WRITINGS: Record<string, (block: string) => string | Buffer> = {
  "a byte order mark before it": (block) => `\ufeff${block}`,
  "text before it": (block) => `subject=client\n${block}`,
  "text without an end before it": (block) => `subject=client${block}`,
  "a blank line before it": (block) => `\n${block}`,
  "bytes above 0x7f at the ends of lines": (block) => Buffer.from(block.replace(/$/gm, "\u00a0"), "latin1"),
  "no-break spaces at the ends of lines": (block) => block.replace(/$/gm, "\u00a0"),
  "tabs at the ends of lines": (block) => block.replace(/$/gm, "\t"),
  "a no-break space before BEGIN": (block) => `\u00a0${block}`,
  "a blank before BEGIN": (block) => ` ${block}`,
  "four dashes": (block) => block.replace("-----BEGIN", "----BEGIN"),
  "six dashes": (block) => block.replace("-----BEGIN", "------BEGIN"),
  "four dashes after BEGIN": (block) => block.replace(/(BEGIN [A-Z ]*)-----/, "$1----"),
  "BEGIN in small letters": (block) => block.replace("BEGIN", "Begin"),
  "a NUL in its BEGIN line": (block) => block.replace("CERTIF", "CERTIF\0").replace("PRIV", "PRIV\0"),
  "an END in its BEGIN line": (block) => block.replace("-----\n", "-----END X-----\n"),
  "a line that begins with a dash after the base64": (block) => block.replace("-----END", "- beer\n-----END"),
  "a dash in the base64": (block) => block.replace(/\n(.{20})/, "\n$1-"),
  "lines of 76": (block) => lines(block, 76),
  "lines of 300": (block) => lines(block, 300),
  "lines of 4": (block) => lines(block, 4),
  "END on the last line of base64": (block) => block.replace("\n-----END", "-----END"),
  "a damaged block of another kind before it": (block) => `-----BEGIN X-----\n!!!\n-----END Y-----\n${block}`,
  "a block of another kind before it": (block) => `-----BEGIN X-----\nAAAA\n-----END X-----\n${block}`,
  "a header": (block) => block.replace("\n", "\nComment: x\n\n"),
  "Windows' line ends": (block) => block.replace(/\n/g, "\r\n"),
  "another END": (block) => block.replace(/END .*-----/, "END X-----"),
};

function lines(block: string, length: number): string {
  const [begin, ...rest] = block.trimEnd().split("\n");
  const end = rest.pop();
  const body = rest.join("").replace(new RegExp(`.{1,${length}}`, "g"), "$&\n");
  return `${begin}\n${body}${end}\n`;
}

/** Terraform reads UTF-8 alone. */
const NOT_OF_KEYS = "bytes above 0x7f at the ends of lines";

/**
 * The client's certificate, its intermediate and its key, each in each of the writings. The server has the intermediate:
 * whether it does is not to be known here.
 */
export function pemCases(middle: Made): Case[] {
  const leaf = certificate("CN=client", { issuer: middle, key: keyOf("p256") });
  const key = keyPem(leaf.key);
  const join = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Object.entries(WRITINGS).flatMap(([name, write]) => [
    { name: `certificate: ${name}`, certificate: join(write(leaf.pem), middle.pem), key },
    { name: `intermediate: ${name}`, certificate: join(leaf.pem, write(middle.pem)), key },
    ...(name === NOT_OF_KEYS ? [] : [{ name: `key: ${name}`, certificate: leaf.pem + middle.pem, key: write(key) }]),
  ]);
}
