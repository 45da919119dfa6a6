import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { codeOf, reasonOf } from "../bounded-file";
import { ClientCertificateError } from "../errors";
import type { DeclaredFiles } from "./declaration";
import type { ForeignCertificate, Material } from "./foreign-certificate";

export interface PlaceOptions {
  /** The file of the other tool. */
  readonly configuration: string;
  /** Where what stands in the file itself is written. @default - nowhere */
  readonly folder?: string;
}

/** The files of a certificate, and what of it has none. */
export interface Placed {
  readonly files: DeclaredFiles;
  /** Why it cannot be declared; sentences. */
  readonly problems: readonly string[];
}

const PARTS = [
  ["certificate", "certificatePath", ".crt"],
  ["privateKey", "privateKeyPath", ".key"],
  ["pkcs12", "pkcs12Path", ".p12"],
  ["certificateAuthority", "certificateAuthorityPath", "-ca.pem"],
] as const;

/**
 * Finds the files of a certificate. What stands in the configuration itself is written, mode 0600, to the folder that was named
 * for it, and never over a file that is there.
 *
 * @param id the name of its files there
 * @throws ClientCertificateError `invalid-argument` for what cannot be written
 */
export function placeMaterial(certificate: ForeignCertificate, id: string, options: PlaceOptions): Placed {
  const files: { -readonly [name in keyof DeclaredFiles]: string } = {};
  const problems: string[] = [];
  for (const [part, prop, end] of PARTS) {
    const material = certificate[part];
    if (material === undefined) continue;
    const placed = place(material, `${id}${end}`, options);
    if ("problem" in placed) problems.push(`The ${part} of ${certificate.place}: ${placed.problem}.`);
    else files[prop] = placed.path;
  }
  if (problems.length === 0 && files.pkcs12Path === undefined) {
    for (const [part, prop] of PARTS.slice(0, 2)) {
      if (files[prop] === undefined) problems.push(`The ${part} of ${certificate.place} is missing.`);
    }
  }
  return { files, problems };
}

function place(
  material: Material,
  name: string,
  { configuration, folder }: PlaceOptions,
): { path: string } | { problem: string } {
  if ("unknown" in material) return { problem: material.unknown };
  if ("path" in material) return { path: pathFrom(configuration, material.path) };
  if (folder === undefined)
    return { problem: `it is in ${configuration} itself; with --keys DIR it is written to a folder` };
  const path = join(folder, name);
  writePrivately(path, material.inline);
  return { path: forward(path) };
}

/** Relative to the configuration, or to the working directory if nothing is there. */
export function pathFrom(configuration: string, path: string): string {
  if (isAbsolute(path)) return forward(path);
  const beside = resolve(dirname(configuration), path);
  const here = existsSync(beside) || !existsSync(path) ? relative("", beside) : path;
  return forward(here === "" ? "." : here);
}

function forward(path: string): string {
  return path.split(sep).join("/");
}

function writePrivately(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, content.endsWith("\n") ? content : `${content}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const reason =
      codeOf(cause) === "EEXIST"
        ? "it is there already, and is not written over: name another folder"
        : reasonOf(cause);
    throw new ClientCertificateError("invalid-argument", `cannot write ${path}: ${reason}`);
  }
}
