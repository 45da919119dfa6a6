import { basename } from "node:path";
import { MAX_DOCUMENT_BYTES, readBounded, reasonOf } from "../bounded-file";
import { ClientCertificateError } from "../errors";
import { Fields, Place, parseJson } from "../wire/fields";
import { readBruno } from "./bruno";
import { readCheckly } from "./checkly";
import { readCypress } from "./cypress";
import type { ForeignConfiguration } from "./foreign-certificate";
import { readNewman } from "./newman";
import { readPlaywright } from "./playwright";

const KNOWN =
  "It must be JSON: checkly_client_certificate of Terraform (*.tf.json, or terraform show -json), newman's --ssl-client-cert-list, " +
  "clientCertificates of Cypress or Playwright, or Bruno's bruno.json";

/**
 * Reads a file of another tool's; which tool, its shape says. Code is not run: a configuration in JavaScript is to be
 * printed as JSON first.
 *
 * @throws ClientCertificateError `invalid-argument`
 */
export function readConfiguration(file: string): ForeignConfiguration {
  const at = new Place({ name: file, code: "invalid-argument", fix: KNOWN });
  const value = parse(file, textOf(file), at);
  const found = recognised(value, at);
  if (!found) return at.fail("has no client certificates of a tool that is known");
  if (found.certificates.length === 0) return at.fail(`is of ${found.tool} and has no client certificates`);
  return found;
}

function textOf(file: string): string {
  try {
    return readBounded(file, MAX_DOCUMENT_BYTES)
      .toString("utf8")
      .replace(/^\ufeff/, "");
  } catch (cause) {
    throw new ClientCertificateError("invalid-argument", `${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function parse(file: string, json: string, at: Place): unknown {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return parseJson(json, at);
  const print = `node -p 'JSON.stringify(require("./${basename(file)}"))'`;
  return at.fail(`is code, which is not run: print it as JSON, e.g. ${print}, and import that`);
}

function recognised(value: unknown, at: Place): ForeignConfiguration | undefined {
  if (Array.isArray(value)) return ofList(value, at, "");
  if (typeof value !== "object" || value === null) return at.refuse(value, "an object or a list");
  const fields = Fields.of(value, at);
  const certificates = fields.optional<unknown>("clientCertificates", (it) => it);
  if (Array.isArray(certificates)) return ofList(certificates, at.field("clientCertificates"), "clientCertificates");
  if (certificates !== undefined && certificates !== null) {
    return readBruno(certificates, at.field("clientCertificates"));
  }
  const uses = [value, ...projects(fields)].flatMap((it) => inUse(it) ?? []);
  if (uses.length > 0) return ofList(uses, at.field("use.clientCertificates"), "use.clientCertificates");
  return readCheckly(value, at);
}

/** What of Playwright's configuration, or of one of its projects, is in `use`. */
function inUse(value: unknown): unknown[] | undefined {
  const use: unknown = value instanceof Object && "use" in value ? value.use : undefined;
  const found: unknown = use instanceof Object && "clientCertificates" in use ? use.clientCertificates : undefined;
  return Array.isArray(found) ? found : undefined;
}

function projects(fields: Fields): unknown[] {
  const found = fields.optional<unknown>("projects", (it) => it);
  return Array.isArray(found) ? found : [];
}

/** Each tool's entries say their host in a field of their own. */
function ofList(entries: readonly unknown[], at: Place, place: string): ForeignConfiguration | undefined {
  const has = (name: string) => entries.some((it) => it instanceof Object && Object.hasOwn(it, name));
  if (has("matches")) return readNewman(entries, at);
  if (has("origin")) return readPlaywright(entries, at, place);
  if (has("url")) return readCypress(entries, at);
  return undefined;
}
