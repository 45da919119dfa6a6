import { join } from "node:path";
import { ClientCertificateError } from "../errors";
import { HostIndex } from "../host/host-index";
import {
  type EmbeddedRegistration,
  MANIFEST_FILE,
  parseManifest,
  readDeclaredSecrets,
  readStackDirectories,
} from "../wire/manifest";
import type { Registration } from "../wire/registration";
import { ReadFiles } from "./read-files";
import type { RegistrationStore } from "./store";

/** A registration that was read from a manifest, and the folder that its paths are relative to. */
export interface LocatedRegistration extends EmbeddedRegistration {
  readonly directory: string;
}

/** What the deployed registry would know: without the local files, which mean nothing elsewhere. */
export function publicHalf({
  registry: _,
  files: __,
  directory: ___,
  warnings: ____,
  ...registration
}: LocatedRegistration): Registration {
  return registration;
}

/** The embedded registry: the registrations of manifests, indexed in memory. */
export class ManifestStore<T extends Registration = LocatedRegistration> implements RegistrationStore<T> {
  private readonly index: HostIndex<T>;

  constructor(readonly registrations: readonly T[]) {
    this.index = new HostIndex(registrations);
  }

  find(keys: readonly string[], found: (registration: T) => void): void {
    for (const registration of this.index.under(keys)) found(registration);
  }
}

/**
 * The embedded registry that a synth left in a directory.
 *
 * @param directory cdktf's output directory, or the directory of one of its stacks
 * @param registry the registry's name; needed only where the stacks use several
 * @param files remembers what was read
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readManifests(directory: string, registry?: string, files = new ReadFiles()): ManifestStore {
  const all = readStacks(directory, files);
  const names = [...new Set(all.map((registration) => registration.registry))];
  if (registry === undefined && names.length > 1) {
    throw invalidManifest(`${directory} holds several registries: name one of ${names.join(", ")}`);
  }
  if (registry !== undefined && names.length > 0 && !names.includes(registry)) {
    throw invalidManifest(`${directory} holds no registry "${registry}": name one of ${names.join(", ")}`);
  }
  return new ManifestStore(registry === undefined ? all : all.filter((entry) => entry.registry === registry));
}

/** The registrations of every registry that a synth's stacks use. */
export function readStacks(directory: string, files = new ReadFiles()): LocatedRegistration[] {
  const only = readStack(directory, files);
  if (only) return only;
  const app = join(directory, "manifest.json");
  const text = files.text(app);
  if (text === undefined) {
    throw invalidManifest(`${directory} holds no synthesised stack: run "cdktf synth", or name its output directory`);
  }
  // Only the stacks of the last synth: a directory that an older synth left may hold certificates since removed.
  return readStackDirectories(text, app).flatMap((name) => {
    const stack = readStack(join(directory, name), files);
    if (stack) return stack;
    throw invalidManifest(
      `${join(directory, name)} holds no synthesised stack, though ${app} lists it: synthesise anew`,
    );
  });
}

/** What a stack declares: its manifest, if that is of the synth that wrote its cdk.tf.json. Undefined for no stack. */
function readStack(directory: string, files: ReadFiles): LocatedRegistration[] | undefined {
  const [file, stackFile] = [join(directory, MANIFEST_FILE), join(directory, "cdk.tf.json")];
  const [manifest, stack] = [files.text(file), files.text(stackFile)];
  if (manifest === undefined && stack === undefined) return undefined;

  const declared = stack === undefined ? undefined : readDeclaredSecrets(stack, stackFile);
  // A stack that lost its last certificate is synthesised without us: its old manifest stays behind.
  if (declared?.length === 0) return [];
  if (manifest === undefined) throw invalidManifest(`${file} is not there, though ${stackFile} declares certificates`);
  const registrations = parseManifest(manifest, file);
  const names = registrations.map(({ secretName }) => secretName);
  if (declared && declared.sort().join() !== names.sort().join()) {
    throw invalidManifest(`${file} and ${stackFile} are of different synths: run "cdktf synth" again`);
  }
  return registrations.map((registration) => ({ ...registration, directory }));
}

function invalidManifest(message: string): ClientCertificateError {
  return new ClientCertificateError("invalid-manifest", message);
}
