import { realpathSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readBounded, reasonOf } from "../bounded-file";
import { ClientCertificateError, messageOf } from "../errors";
import { type CertificateSource, type ResolveOptions, SecretGoneError } from "../identity/certificate-source";
import { firstLine, variableNames, variableValue } from "../passphrase-input";
import { type LocatedRegistration, ManifestStore, publicHalf, readManifests } from "../registry/manifest";
import { ReadFiles } from "../registry/read-files";
import { resolve } from "../registry/resolve";
import type { Answer } from "../wire/answer";
import type { Registration } from "../wire/registration";
import type { SecretHalf } from "../wire/secret";
import { AwsCalls } from "./aws-calls";
import { SecretsManager } from "./secrets-manager";

/** For how long files that are no whole synth may be those of one that is being written, in milliseconds. */
const SYNTH_MS = 1_000;
const RETRY_MS = 50;
/** More than any key or bundle takes. */
const MAX_SECRET_BYTES = 1024 * 1024;

/** The embedded registry: the manifests of a synth, and the files that they name. No AWS. */
export class EmbeddedSource implements CertificateSource {
  readonly description: string;
  readonly #aws = new AwsCalls();
  readonly #secrets = new SecretsManager(this.#aws);
  #synth: Synth;
  /** By a clock that is never set; undefined while the files are whole. */
  #brokenSince?: number;

  /** @throws ClientCertificateError `invalid-manifest` */
  constructor(
    private readonly directory: string,
    private readonly registry?: string,
  ) {
    this.description = `embedded registry in ${directory}`;
    this.#synth = readSynth(directory, registry);
  }

  async resolve(host: string, { explain }: ResolveOptions = {}): Promise<Answer> {
    const { store } = await this.#latest();
    return resolve(store, host, { explain });
  }

  async secret({ secretName, declaration }: Registration): Promise<SecretHalf> {
    const located = this.#synth.located.get(secretName);
    if (!located) throw new SecretGoneError(`${declaration} was renewed or removed by a new synth`);
    const { files, directory } = located;
    const read = (path: string) => readLocal(directory, path, "secret-unreadable");
    const passphrase = await this.#passphrase(located);
    return files.pkcs12 === undefined
      ? { privateKey: read(files.privateKey ?? "").toString("utf8"), passphrase }
      : { pkcs12: read(files.pkcs12).toString("base64"), passphrase };
  }

  close(): void {
    this.#aws.close();
  }

  /** What the last synth left; waits a moment for one that is being written. */
  async #latest(): Promise<Synth> {
    while (this.#synth.files.haveChanged) {
      try {
        this.#synth = readSynth(this.directory, this.registry);
      } catch (error) {
        this.#brokenSince ??= performance.now();
        if (performance.now() - this.#brokenSince >= SYNTH_MS) throw this.#broken(error);
        await sleep(RETRY_MS);
      }
    }
    this.#brokenSince = undefined;
    return this.#synth;
  }

  #broken(cause: unknown): ClientCertificateError {
    const message = `the ${this.description} is broken or gone since it was read: ${messageOf(cause)}`;
    return new ClientCertificateError("registry-unreachable", message, { cause });
  }

  async #passphrase({ files: { passphrase }, directory }: LocatedRegistration): Promise<string | undefined> {
    if (passphrase === undefined) return undefined;
    if ("secret" in passphrase) return this.#secrets.readReference(passphrase);
    if ("file" in passphrase) {
      return firstLine(readLocal(directory, passphrase.file, "passphrase-unavailable").toString("utf8"));
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

/** A synth as it was read. Its answers are of the public half; where the files are, stays here. */
interface Synth {
  readonly files: ReadFiles;
  readonly store: ManifestStore<Registration>;
  /** By the name of the secret, which no two certificates share. */
  readonly located: ReadonlyMap<string, LocatedRegistration>;
}

function readSynth(directory: string, registry?: string): Synth {
  const files = new ReadFiles();
  const { registrations } = readManifests(directory, registry, files);
  return {
    files,
    store: new ManifestStore(registrations.map(publicHalf)),
    located: new Map(registrations.map((registration) => [registration.secretName, registration])),
  };
}

/** A ".." leaves the place that a symbolic link points to, as it does for Terraform. */
function readLocal(directory: string, path: string, code: "secret-unreadable" | "passphrase-unavailable"): Buffer {
  try {
    return readBounded(resolvePath(realpathSync(directory), path), MAX_SECRET_BYTES);
  } catch (cause) {
    const message = `${resolvePath(directory, path)} cannot be read: ${reasonOf(cause)}. Put it where the synth found it, or synthesise anew`;
    throw new ClientCertificateError(code, message, { cause });
  }
}
