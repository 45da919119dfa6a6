import { readFileSync, statSync } from "node:fs";
import { join, resolve as resolvePath } from "node:path";
import { ClientCertificateError, messageOf } from "../errors";
import type { CertificateSource, ResolveOptions } from "../identity/certificate-source";
import { firstLine, variableNames, variableValue } from "../passphrase-input";
import { type LocatedRegistration, MANIFEST_FILE, type ManifestStore, readManifests } from "../registry/manifest";
import type { SecretHalf } from "../registry/registration";
import { type Answer, resolve } from "../registry/resolve";
import { SecretsManager } from "./secrets-manager";

/** The embedded registry: the manifests of a synth, and the files that they name. No AWS. */
export class EmbeddedSource implements CertificateSource<LocatedRegistration> {
  readonly description: string;
  readonly #secrets = new SecretsManager();
  #store: ManifestStore;
  #synthesisedAt: number;

  /** @throws ClientCertificateError `invalid-manifest` */
  constructor(
    private readonly directory: string,
    private readonly registry?: string,
  ) {
    this.description = `embedded registry in ${directory}`;
    this.#synthesisedAt = synthesisedAt(directory);
    this.#store = readManifests(directory, registry);
  }

  resolve(host: string, { explain }: ResolveOptions = {}): Promise<Answer<LocatedRegistration>> {
    this.#readAnew();
    return resolve(this.#store, host, { explain });
  }

  async secret({ files, directory }: LocatedRegistration): Promise<SecretHalf> {
    const read = (path: string) => readLocal(resolvePath(directory, path), "secret-unreadable");
    const passphrase = await this.#passphrase({ files, directory });
    return files.pkcs12 === undefined
      ? { privateKey: read(files.privateKey!).toString("utf8"), passphrase }
      : { pkcs12: read(files.pkcs12).toString("base64"), passphrase };
  }

  close(): void {
    this.#secrets.close();
  }

  /** After a synth. While one runs, what the last one left goes on. */
  #readAnew(): void {
    const latest = synthesisedAt(this.directory);
    if (latest === this.#synthesisedAt) return;
    try {
      this.#store = readManifests(this.directory, this.registry);
      this.#synthesisedAt = latest;
    } catch {}
  }

  async #passphrase({
    files: { passphrase },
    directory,
  }: Pick<LocatedRegistration, "files" | "directory">): Promise<string | undefined> {
    if (passphrase === undefined) return undefined;
    if ("secret" in passphrase) return this.#secrets.readReference(passphrase);
    if ("file" in passphrase) {
      return firstLine(readLocal(resolvePath(directory, passphrase.file), "passphrase-unavailable").toString("utf8"));
    }
    const value = variableValue(passphrase.variable);
    if (value !== undefined) return value;
    const { forTerraform, forSynth } = variableNames(passphrase.variable);
    throw new ClientCertificateError(
      "passphrase-unavailable",
      `neither ${forTerraform} nor ${forSynth} is set: set one to the key's passphrase, as for the synth`,
    );
  }
}

/** When the directory's manifest was written, in milliseconds since the epoch; -1 where there is none. */
function synthesisedAt(directory: string): number {
  const stats = [MANIFEST_FILE, "manifest.json"].map((file) =>
    statSync(join(directory, file), { throwIfNoEntry: false }),
  );
  return Math.max(...stats.map((stat) => stat?.mtimeMs ?? -1));
}

function readLocal(path: string, code: "secret-unreadable" | "passphrase-unavailable"): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ClientCertificateError(code, `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
