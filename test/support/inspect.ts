// The harness of the rules' tests: files in a throw-away folder, and the codes that they get.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding, FindingCode } from "../../src/finding";
import { type InspectedMaterial, inspectMaterial, type MaterialOptions } from "../../src/verdict/inspect-material";
import { authority, type CertificateOptions, certificate, keyPem, type Made } from "./certificates";

/** The moment of the tests. */
export const NOW = new Date("2026-11-24T12:00:00Z");

let folder: string | undefined;
let count = 0;

process.on("exit", () => folder && rmSync(folder, { recursive: true, force: true }));

/** Writes a file and returns its path. */
export function file(content: string | Buffer, name = "material.pem"): string {
  folder ??= mkdtempSync(join(tmpdir(), "client-certificates-"));
  const path = join(folder, `${count++}-${name}`);
  writeFileSync(path, content);
  return path;
}

export interface Material {
  readonly certificate: string | Buffer;
  readonly key: string | Buffer;
  readonly authority?: string | Buffer;
}

/** Inspects certificate and key, given as contents. */
export function inspect(material: Material, options: Partial<MaterialOptions> = {}): InspectedMaterial {
  const files = {
    certificatePath: file(material.certificate, "client.crt"),
    privateKeyPath: file(material.key, "client.key"),
    ...(material.authority === undefined ? {} : { certificateAuthorityPath: file(material.authority, "ca.pem") }),
  };
  return inspectMaterial(files, { now: NOW, ...options });
}

/** The codes that certificate and key get. */
export function codes(material: Material, options: Partial<MaterialOptions> = {}): FindingCode[] {
  return inspect(material, options).findings.map(({ code }) => code);
}

/** The one finding that is expected; fails where there are others. */
export function only(material: Material, options: Partial<MaterialOptions> = {}): Finding {
  const { findings } = inspect(material, options);
  expect(findings.map(({ code }) => code)).toHaveLength(1);
  return findings[0]!;
}

const root = authority("CN=Root");

export interface Client extends Material {
  readonly certificate: string;
  readonly key: string;
  readonly made: Made;
}

/** A client's certificate, issued by a root, with its key; the options make it wrong. */
export function client(options: CertificateOptions = {}, name = "CN=client"): Client {
  const made = certificate(name, { issuer: root, ...options });
  return { certificate: made.pem, key: keyPem(made.key), made };
}
