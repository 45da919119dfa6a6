import type { ForeignCertificate } from "./foreign-certificate";

/** Where a declaration takes its passphrase from. */
export type DeclaredPassphrase = { readonly variable: string } | { readonly file: string };

/** The files of a declaration, relative to the working directory. */
export interface DeclaredFiles {
  readonly certificatePath?: string;
  readonly privateKeyPath?: string;
  readonly pkcs12Path?: string;
  readonly certificateAuthorityPath?: string;
}

/** A ClientCertificate as it is to be written. */
export interface Declaration {
  readonly id: string;
  readonly host: string;
  readonly files: DeclaredFiles;
  readonly passphrase?: DeclaredPassphrase;
  /** What is said above it, in sentences. */
  readonly comments: readonly string[];
}

/** Names for constructs, made of their hosts, each once. */
export class Names {
  private readonly taken = new Set<string>();

  /** `ApiAcmeCom` for `api.acme.com`. */
  idOf(host: string): string {
    const words = host.match(/[A-Za-z0-9]+/g) ?? [];
    const base = words.map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`).join("") || "Certificate";
    let id = base;
    for (let n = 2; this.taken.has(id.toLowerCase()); n += 1) id = `${base}No${n}`;
    this.taken.add(id.toLowerCase());
    return id;
  }
}

/** `api_acme_com_passphrase` for `ApiAcmeCom`: a Terraform variable. */
export function variableOf(id: string): string {
  const words = id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return `${/^[a-z]/.test(words) ? "" : "host_"}${words}_passphrase`;
}

export function passphraseFor(
  { passphrase }: ForeignCertificate,
  id: string,
  fileOf: (path: string) => string,
): DeclaredPassphrase | undefined {
  if (passphrase === undefined) return undefined;
  return "path" in passphrase ? { file: fileOf(passphrase.path) } : { variable: variableOf(id) };
}
