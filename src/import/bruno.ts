import { Fields, flag, list, nullable, type Place, text } from "../wire/fields";
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
  "Bruno makes an expression without an end of a domain: it takes the first that the URL begins with, so that acme.com is for acme.com.evil.example, too. Ours is for the host alone; the declarations are in the opposite order, as what was added last wins.",
];

const DISABLED = "Bruno presents it to nobody (disabled: true): declare it only where it is to be presented.";

/** `clientCertificates` of a collection's bruno.json. */
export function readBruno(value: unknown, at: Place): ForeignConfiguration {
  const fields = Fields.of(value, at);
  const isOff = fields.optional("enabled", nullable(flag)) === false;
  const certs = fields.optional("certs", nullable(list((it, where) => Fields.of(it, where)))) ?? [];
  // Bruno's command line 4.1.0 reads `certs` alone.
  const rule = isOff ? [...RULE, "The file says enabled: false, which Bruno's command line does not look at."] : RULE;
  return { tool: "Bruno", rule, certificates: certs.map(certificateOf).reverse() };
}

function certificateOf(fields: Fields, i: number): ForeignCertificate {
  const optional = (name: string) => optionalText(fields, name);
  const isBundle = optional("type") === "pfx";
  return {
    place: `clientCertificates.certs[${i}]`,
    hosts: rulesOf(fields.read("domain", text)),
    ...(isBundle
      ? { pkcs12: fileMaterial(optional("pfxFilePath")) }
      : { certificate: fileMaterial(optional("certFilePath")), privateKey: fileMaterial(optional("keyFilePath")) }),
    passphrase: passphraseOf(optional("passphrase")),
    differences: fields.optional("disabled", nullable(flag)) === true ? [DISABLED] : [],
  };
}

/** The hosts of a domain, which may have a port and a path. */
export function rulesOf(domain: string): HostRule[] {
  if (isExpression(domain)) return [{ differences: [`"${domain}" holds a variable of Bruno's: write the host.`] }];
  const bare = domain.replace(/^(https|grpcs|wss):\/\//, "");
  const [, host = "", port, path] = /^([^/:]*)(?::([^/]*))?(\/.*)?$/.exec(bare) ?? [];
  if (host === "") return [{ differences: [`"${domain}" names no host.`] }];
  const scheme =
    bare === domain ? [] : ["Bruno's command line never presents it, as it puts https:// before the domain."];
  return [ruleFor(host, [...scheme, ...portAndPath("Bruno", port, path)])];
}
