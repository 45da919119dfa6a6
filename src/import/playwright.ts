import { Fields, type Place, text } from "../wire/fields";
import {
  type ForeignCertificate,
  type ForeignConfiguration,
  fileMaterial,
  type HostRule,
  type Material,
  optionalText,
  passphraseOf,
} from "./foreign-certificate";
import { ruleFor, urlOf } from "./host-rule";

const RULE = ["Playwright matches one origin exactly, without wildcards; ours is for a host, on any port."];

/** `clientCertificates` of Playwright: of a context, or of `use` in its configuration. */
export function readPlaywright(value: readonly unknown[], at: Place, place: string): ForeignConfiguration {
  const certificates = value.map((entry, i) => certificateOf(entry, at.entry(i), `${place}[${i}]`));
  return { tool: "Playwright", rule: RULE, certificates };
}

function certificateOf(entry: unknown, at: Place, place: string): ForeignCertificate {
  const fields = Fields.of(entry, at);
  const material = (path: string, bytes: string): Material | undefined => {
    const given = fields.optional<unknown>(bytes, (it) => it);
    if (given !== undefined && given !== null) return { unknown: `"${bytes}" holds bytes: write them to a file` };
    return fileMaterial(optionalText(fields, path));
  };
  return {
    place,
    hosts: rulesOf(fields.read("origin", text)),
    certificate: material("certPath", "cert"),
    privateKey: material("keyPath", "key"),
    pkcs12: material("pfxPath", "pfx"),
    passphrase: passphraseOf(optionalText(fields, "passphrase")),
    differences: [],
  };
}

/** The host of an origin. */
export function rulesOf(origin: string): HostRule[] {
  const url = urlOf(origin);
  if (!url?.hostname) return [{ differences: [`"${origin}" is no origin, and Playwright never presents it.`] }];
  if (url.protocol !== "https:")
    return [{ differences: [`"${origin}" is not for https, and Playwright never presents it.`] }];
  if (url.hostname.includes("*")) {
    const never = `Playwright never presents it for "${origin}": it knows no wildcards. Here it is a pattern.`;
    return [ruleFor(url.hostname, [never])];
  }
  const only = `Playwright presents it only on port ${url.port || "443"}; here it is for the whole host.`;
  return [ruleFor(url.hostname.replace(/^\[|\]$/g, ""), url.port === "" ? [] : [only])];
}
