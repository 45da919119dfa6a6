import { createPrivateKey } from "node:crypto";
import { STDIN, shellQuote } from "./words";
import type { Opened } from "./wrappers";

/** What the texts of a file in JSON may hold: a certificate, a key, a JSON Web Key, a list of certificates. */
export function inJson(bytes: Buffer): Opened[] {
  const text = bytes.toString("utf8").trim();
  if (!/^["[{]/.test(text)) return [];
  try {
    const it: unknown = JSON.parse(text);
    const found = leaves(it);
    return [
      ...webKeys(it),
      ...listsOfDer(found),
      ...[...withChains(found), ...found].map(({ path, value }) =>
        opened("JSON with", path, `[${path}].flat().join("\\n")`, value),
      ),
    ];
  } catch {
    return [];
  }
}

function opened(what: string, path: string, expression: string, value: string): Opened {
  const filter = `node -p ${shellQuote(`const it = JSON.parse(${STDIN}.trim()); ${expression}`)}`;
  return { what, filter, inside: Buffer.from(value, "utf8"), name: path };
}

/** RFC 7517: a private key, alone or in a set of them. */
function webKeys(it: unknown): Opened[] {
  const set: unknown = typeof it === "object" && it !== null && "keys" in it ? it.keys : undefined;
  const found: [path: string, key: unknown][] = [
    ["it", it],
    ["it.keys[0]", Array.isArray(set) ? set[0] : undefined],
  ];
  return found.flatMap(([path, key]) => {
    try {
      const pem = createPrivateKey({ key: textsIn(key), format: "jwk" })
        .export(PKCS8)
        .toString();
      const expression = `require("crypto").createPrivateKey({key: ${path}, format: "jwk"}).export({type: "pkcs8", format: "pem"})`;
      return [opened("a JSON Web Key instead of", path, expression, pem)];
    } catch {
      return [];
    }
  });
}

/** Of its members those of which a key consists (RFC 7518, section 6). */
function textsIn(value: unknown): Record<string, string> {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(members.filter(([, it]) => typeof it === "string"));
}

const PKCS8 = { type: "pkcs8", format: "pem" } as const;

/** A chain as RFC 7515 has it (x5c): each certificate is base64 of its DER. */
function listsOfDer(found: readonly Leaf[]): Opened[] {
  return found.flatMap(({ path, value }) => {
    const items = value.split("\n");
    if (items.length < 2 || !items.every((item) => /^MI[A-Za-z0-9+/]{60,}={0,2}$/.test(item))) return [];
    const pem = items.map((item) => `${BEGIN}\n${item}\n${END}`).join("\n");
    return [
      opened(
        "JSON with the base64 of",
        path,
        `${path}.map((der) => "${BEGIN}\\n" + der + "\\n${END}").join("\\n")`,
        pem,
      ),
    ];
  });
}

const [BEGIN, END] = ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"];

const MAX_DEPTH = 8;

/** The texts in a value of JSON, and its lists of texts, joined by line breaks. */
function leaves(value: unknown, path = "it", depth = 0): Leaf[] {
  if (typeof value === "string") return value.length >= 16 || depth === 0 ? [{ path, value }] : [];
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
    return [{ path, value: value.join("\n") }];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const step = Array.isArray(value)
      ? `[${name}]`
      : /^[A-Za-z_]\w*$/.test(name)
        ? `.${name}`
        : `[${JSON.stringify(name)}]`;
    return leaves(item, path + step, depth + 1);
  });
}

interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** A certificate and the chain beside it, as AWS Certificate Manager and Vault export them. */
function withChains(found: readonly Leaf[]): Leaf[] {
  return found.flatMap(({ path, value }) => {
    const chain = found.find((other) => CHAIN.test(other.path) && parentOf(other.path) === parentOf(path));
    if (!/cert\w*$/i.test(path) || CHAIN.test(path) || !chain || chain.value.includes(value.trim())) return [];
    return [{ path: `${path}, ${chain.path}`, value: `${value}\n${chain.value}` }];
  });
}

const CHAIN = /\.(?:certificate_?chain|ca_?chain|chain|intermediates?)$/i;

function parentOf(path: string): string {
  return path.replace(/\.\w+$/, "");
}
