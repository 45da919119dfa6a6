import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ClientCertificateError, messageOf } from "../errors";
import { HostIndex } from "../host/host-index";
import type { Registration, RegistrationStore, SecretReference } from "./registration";

/** The file that synth writes beside each stack's cdk.tf.json: the embedded registry. */
export const MANIFEST_FILE = "client-certificates.json";

/** Where synth found a passphrase, and where the embedded registry finds it again. Never the passphrase. */
export type PassphraseReference = { readonly variable: string } | { readonly file: string } | SecretReference;

/** The files that hold the secret half; paths are relative to the manifest. */
export interface SecretFiles {
  readonly privateKey?: string;
  readonly pkcs12?: string;
  readonly passphrase?: PassphraseReference;
}

/** A registration together with the files that it was made from. */
export interface EmbeddedRegistration extends Registration {
  readonly registry: string;
  readonly files: SecretFiles;
}

export interface Manifest {
  readonly version: 1;
  readonly registrations: readonly EmbeddedRegistration[];
}

/** A registration that was read from a manifest, and the folder that its paths are relative to. */
export interface LocatedRegistration extends EmbeddedRegistration {
  readonly directory: string;
}

/** The embedded registry: the registrations of manifests, indexed in memory. */
export class ManifestStore implements RegistrationStore<LocatedRegistration> {
  private readonly index: HostIndex<LocatedRegistration>;

  constructor(readonly registrations: readonly LocatedRegistration[]) {
    this.index = new HostIndex(registrations);
  }

  async candidates(keys: readonly string[]): Promise<LocatedRegistration[]> {
    return this.index.under(keys);
  }
}

/**
 * The embedded registry that a synth left in a directory.
 *
 * @param directory cdktf's output directory, or the directory of one of its stacks
 * @param registry the registry's name; needed only where the stacks use several
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readManifests(directory: string, registry?: string): ManifestStore {
  const all = stackDirectories(directory).flatMap(readManifest);
  const names = [...new Set(all.map((registration) => registration.registry))];
  if (registry === undefined && names.length > 1) {
    throw invalidManifest(`${directory} holds several registries: name one of ${names.join(", ")}`);
  }
  return new ManifestStore(registry === undefined ? all : all.filter((entry) => entry.registry === registry));
}

function stackDirectories(directory: string): string[] {
  if (existsSync(join(directory, MANIFEST_FILE))) return [directory];
  const app = join(directory, "manifest.json");
  if (!existsSync(app)) {
    throw invalidManifest(`${directory} holds no synthesised stack: run "cdktf synth", or name its output directory`);
  }
  const { stacks } = readJson(app) as { stacks: Record<string, { workingDirectory: string }> };
  // Only the stacks of the last synth: a directory that an older synth left may hold certificates since removed.
  return Object.values(stacks)
    .map((stack) => join(directory, stack.workingDirectory))
    .filter((stack) => existsSync(join(stack, MANIFEST_FILE)));
}

function readManifest(directory: string): LocatedRegistration[] {
  const file = join(directory, MANIFEST_FILE);
  return parseManifest(readJson(file), file).map((registration) => ({ ...registration, directory }));
}

/**
 * The registrations of a manifest that was read from a file.
 *
 * @throws ClientCertificateError `invalid-manifest`
 */
export function parseManifest(value: unknown, file: string): readonly EmbeddedRegistration[] {
  const { version, registrations } = value as Partial<Manifest>;
  if (version !== 1 || !registrations) {
    throw invalidManifest(`${file} has version ${version}, which this release does not read: synthesise anew`);
  }
  return registrations;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw invalidManifest(`${file} cannot be read (${messageOf(cause)}): run "cdktf synth" again`, cause);
  }
}

function invalidManifest(message: string, cause?: unknown): ClientCertificateError {
  return new ClientCertificateError("invalid-manifest", message, { cause });
}
