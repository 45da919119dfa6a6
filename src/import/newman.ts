import { Fields, list, nullable, type Place, type Reader, text } from "../wire/fields";
import {
  type ForeignCertificate,
  type ForeignConfiguration,
  fileMaterial,
  type HostRule,
  isExpression,
  optionalText,
  passphraseOf,
} from "./foreign-certificate";
import { portAndPath, ruleFor } from "./host-rule";

const RULE = [
  "Postman takes the first certificate of the list that matches. We take a full host before a wildcard, then what was added last: the declarations are in the opposite order.",
  "A match pattern without a port is for port 443 alone; ours is for any port.",
];

/** A list of client certificates for newman's `--ssl-client-cert-list`. */
export function readNewman(value: readonly unknown[], at: Place): ForeignConfiguration {
  const certificates = value.map((entry, i) => certificateOf(entry, at.entry(i), `[${i}]`));
  return { tool: "newman", rule: RULE, certificates: certificates.reverse() };
}

function certificateOf(entry: unknown, at: Place, place: string): ForeignCertificate {
  const fields = Fields.of(entry, at);
  const source = (name: string) => fileMaterial(fields.optional(name, nullable(src)) ?? undefined);
  return {
    place,
    hosts: fields.read("matches", list(text)).flatMap(rulesOf),
    certificate: source("cert"),
    privateKey: source("key"),
    pkcs12: source("pfx"),
    passphrase: passphraseOf(optionalText(fields, "passphrase")),
    differences: [],
  };
}

const src: Reader<string> = (value, at) =>
  typeof value === "string" ? value : (optionalText(Fields.of(value, at), "src") ?? "");

/** A match pattern: protocols, `://`, a host that may begin with `*.`, a port, and a path that has to be there. */
const PATTERN = /^([a-z*+]+):\/\/(\*|\*\.[^*/:]+|[^*/:]+)(?::(\*|\d+))?(\/.*)$/;

/** The hosts of a match pattern (postman-collection, UrlMatchPattern). */
export function rulesOf(pattern: string): HostRule[] {
  if (isExpression(pattern)) return [{ differences: [`"${pattern}" holds a variable of Postman's: write the host.`] }];
  if (pattern === "<all_urls>")
    return [{ differences: ['"<all_urls>" is for every host, which cannot be declared: name the hosts.'] }];
  const [, protocols = "", host = "", port, path = ""] = PATTERN.exec(pattern) ?? [];
  if (host === "") {
    return [
      {
        differences: [
          `newman never presents it for "${pattern}": a match pattern is https://HOST/PATH, e.g. https://acme.com/*.`,
        ],
      },
    ];
  }
  if (!protocols.split("+").some((one) => one === "https" || one === "*")) {
    return [{ differences: [`newman never presents it for "${pattern}", which is not for https.`] }];
  }
  const differences = portAndPath("newman", port, path);
  if (!host.startsWith("*.")) return [ruleFor(host, differences)];
  const apex = host.slice(2);
  const both = `newman's "${host}" is for ${apex} as well, and so is this pattern.`;
  return [ruleFor(`{,*.}${apex}`, [...differences, both])];
}
