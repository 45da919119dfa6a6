import { Fields, list, nullable, type Place, text } from "../wire/fields";
import {
  type ForeignCertificate,
  type ForeignConfiguration,
  fileMaterial,
  type HostRule,
  optionalText,
} from "./foreign-certificate";
import { portAndPath, ruleFor, urlOf } from "./host-rule";

const RULE = [
  "Cypress takes the longest path, then the first rule that matches. We take a full host before a wildcard, then what was added last: the declarations are in the opposite order.",
];

/** `clientCertificates` of Cypress' configuration. */
export function readCypress(value: readonly unknown[], at: Place): ForeignConfiguration {
  const certificates = value.flatMap((entry, i) => certificatesOf(entry, at.entry(i), `clientCertificates[${i}]`));
  return { tool: "Cypress", rule: RULE, certificates: certificates.reverse() };
}

function certificatesOf(entry: unknown, at: Place, place: string): ForeignCertificate[] {
  const fields = Fields.of(entry, at);
  const hosts = rulesOf(fields.read("url", text));
  const authorities = fields.optional("ca", nullable(list(text))) ?? [];
  const [certificateAuthority, ...further] = authorities;
  const certs = fields.read(
    "certs",
    list((it, where) => Fields.of(it, where)),
  );
  return certs.map((cert, j) => {
    const optional = (name: string) => optionalText(cert, name);
    const passphrase = optional("passphrase");
    return {
      place: `${place}.certs[${j}]`,
      // A server is shown one certificate for a host.
      hosts: j === 0 ? hosts : [],
      certificate: fileMaterial(optional("cert")),
      privateKey: fileMaterial(optional("key")),
      pkcs12: fileMaterial(optional("pfx")),
      certificateAuthority: fileMaterial(certificateAuthority),
      // With Cypress it is the path of a file.
      ...(passphrase && { passphrase: { path: passphrase } }),
      differences: [
        ...(j === 0 ? [] : [`"${place}" has another certificate before it, for the same host: it is not declared.`]),
        ...(further.length === 0
          ? []
          : [`Put ${further.map((path) => JSON.stringify(path)).join(", ")} into the same file as the first "ca".`]),
      ],
    };
  });
}

/** A path as it was written; one that no text is behind (`%ff`) stays as it is. */
function decoded(path = ""): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The host of a URL, in which minimatch is at work for host and path. */
export function rulesOf(url: string): HostRule[] {
  if (url === "*") return [{ differences: ['"*" is for every host, which cannot be declared: name the hosts.'] }];
  const { hostname, port, pathname, protocol } = urlOf(url) ?? {};
  if (!hostname) return [{ differences: [`"${url}" is no URL, and Cypress refuses it.`] }];
  if (protocol !== "https:") return [{ differences: [`"${url}" is not for https.`] }];
  // URL writes a brace as %7B.
  return [ruleFor(decodeURIComponent(hostname), portAndPath("Cypress", port, decoded(pathname)))];
}
