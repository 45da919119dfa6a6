import { type Fields, nullable, text } from "../wire/fields";

/** A host as we declare it, of a rule of another tool's; without `host` where it cannot be declared. */
export interface HostRule {
  readonly host?: string;
  /** What is otherwise with us, or why it cannot be declared; sentences. */
  readonly differences: readonly string[];
}

/** Where a half of the material is: in a file, or in the configuration itself. */
export type Material = { readonly path: string } | { readonly inline: string } | { readonly unknown: string };

/** A client certificate as another tool declares it. */
export interface ForeignCertificate {
  /** Its place in the file, e.g. `clientCertificates[0].certs[1]`. */
  readonly place: string;
  readonly hosts: readonly HostRule[];
  readonly certificate?: Material;
  readonly privateKey?: Material;
  readonly pkcs12?: Material;
  readonly certificateAuthority?: Material;
  /** A passphrase stands in the configuration; `value` where it is one, and no expression. Never to be shown. */
  readonly passphrase?: { readonly value?: string } | { readonly path: string };
  /** Further sentences about what is not taken over. */
  readonly differences: readonly string[];
}

/** What a file of another tool's holds. */
export interface ForeignConfiguration {
  readonly tool: string;
  /** How the tool chooses, and how we do; sentences. */
  readonly rule: readonly string[];
  readonly certificates: readonly ForeignCertificate[];
}

/** A text that may be absent, or null. */
export function optionalText(fields: Fields, name: string): string | undefined {
  return fields.optional(name, nullable(text)) ?? undefined;
}

/** A path, or what only the tool can work out: `{{certs}}/a.pem`. */
export function fileMaterial(path: string | undefined): Material | undefined {
  if (path === undefined || path === "") return undefined;
  return isExpression(path) ? { unknown: `${path} is an expression of the tool's: write the path` } : { path };
}

/** Whether a text holds a variable of Terraform's, Postman's or Bruno's. */
export function isExpression(value: string): boolean {
  return /\$\{|\{\{/.test(value);
}

export function passphraseOf(value: string | undefined): ForeignCertificate["passphrase"] {
  if (value === undefined || value === "") return undefined;
  return isExpression(value) ? {} : { value };
}
