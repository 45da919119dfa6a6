import { readFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { ClientCertificateError, messageOf } from "../errors";
import { firstLine } from "../first-line";
import { type LocatedRegistration, type ManifestStore, readManifests } from "../registry/manifest";
import type { SecretHalf } from "../registry/registration";
import { type Answer, resolve } from "../registry/resolve";
import type { CertificateSource, ResolveOptions } from "./certificate-source";
import { SecretsManager } from "./secrets-manager";

/** The embedded registry: the manifests of a synth, and the files that they name. No AWS. */
export class EmbeddedSource implements CertificateSource<LocatedRegistration> {
  readonly description: string;
  readonly #store: ManifestStore;
  readonly #secrets = new SecretsManager();

  /** @throws ClientCertificateError `invalid-manifest` */
  constructor(directory: string, registry?: string) {
    this.description = `embedded registry in ${directory}`;
    this.#store = readManifests(directory, registry);
  }

  resolve(host: string, { explain }: ResolveOptions = {}): Promise<Answer<LocatedRegistration>> {
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

  async #passphrase({
    files: { passphrase },
    directory,
  }: Pick<LocatedRegistration, "files" | "directory">): Promise<string | undefined> {
    if (passphrase === undefined) return undefined;
    if ("secret" in passphrase) return this.#secrets.readReference(passphrase);
    if ("file" in passphrase) {
      return firstLine(readLocal(resolvePath(directory, passphrase.file), "passphrase-unavailable").toString("utf8"));
    }
    const variable = `TF_VAR_${passphrase.variable}`;
    const value = process.env[variable];
    if (value !== undefined) return value;
    throw new ClientCertificateError(
      "passphrase-unavailable",
      `the environment variable ${variable} is not set: set it to the key's passphrase, as for the synth`,
    );
  }
}

function readLocal(path: string, code: "secret-unreadable" | "passphrase-unavailable"): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ClientCertificateError(code, `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
