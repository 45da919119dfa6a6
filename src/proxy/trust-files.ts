import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { writeKeyStore } from "./key-store";

/** Where Linux distributions and macOS keep the certificate authorities of the system, as PEM. */
const SYSTEM_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Variables that may name a bundle of the user's own; its authorities are kept. */
const BUNDLE_VARIABLES = [
  "SSL_CERT_FILE",
  "CURL_CA_BUNDLE",
  "REQUESTS_CA_BUNDLE",
  "AWS_CA_BUNDLE",
  "NODE_EXTRA_CA_CERTS",
  "GIT_SSL_CAINFO",
];

/** Files by which a tool trusts the proxy, in a private folder: public certificates, no key. */
export class TrustFiles {
  readonly #folder = mkdtempSync(join(tmpdir(), "client-certificates-"));
  /** The proxy's authority alone, PEM. */
  readonly authority: string;
  /** The proxy's authority and whatever the system and the user trust, PEM. */
  readonly bundle: string;
  /** The same for Java. */
  readonly keyStore: string;
  /** The user's own settings of wget, which knows no variable for the authorities, and the bundle. */
  readonly wgetSettings: string;

  constructor(authorityPem: string, env: NodeJS.ProcessEnv) {
    const others = [...new Set([...trustedAlready(env), ...rootCertificates.map((pem) => `${pem}\n`)])];
    const all = [authorityPem, ...others];
    this.authority = this.#write("authority.pem", authorityPem);
    this.bundle = this.#write("bundle.pem", all.join(""));
    const settings = textOf(env.WGETRC || join(homedir(), ".wgetrc"));
    this.wgetSettings = this.#write("wgetrc", `${settings}\nca_certificate = ${this.bundle}\n`);
    this.keyStore = this.#write("trust.jks", writeKeyStore(all.flatMap(derOf)));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(name: string, content: string | Buffer): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }
}

function trustedAlready(env: NodeJS.ProcessEnv): string[] {
  const files = [...BUNDLE_VARIABLES.flatMap((name) => env[name] || []), ...SYSTEM_BUNDLES];
  return files.flatMap((file) => blocksOf(file));
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\r?\n?/g;

function blocksOf(file: string): string[] {
  return (textOf(file).match(BLOCK) ?? []).map((block) => `${block.trimEnd()}\n`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function derOf(pem: string): Buffer[] {
  try {
    return [new X509Certificate(pem).raw];
  } catch {
    return [];
  }
}
