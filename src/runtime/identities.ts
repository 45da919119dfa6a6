import type { Registration } from "../registry/registration";
import type { CertificateSource } from "./certificate-source";
import { Identity, identityKey } from "./identity";

/** The identities that connections were made as; key material is read once for each. */
export class Identities {
  readonly #source: Pick<CertificateSource, "secret">;
  readonly #certificateAuthority?: string;
  readonly #loaded = new Map<string, Identity>();
  readonly #loading = new Map<string, Promise<Identity>>();
  readonly ordinary: Identity;

  constructor(source: Pick<CertificateSource, "secret">, certificateAuthority?: string) {
    this.#source = source;
    this.#certificateAuthority = certificateAuthority;
    this.ordinary = Identity.ordinary(certificateAuthority);
  }

  /** The identity of a registration, if its key was read already. */
  peek(registration: Registration | null): Identity | undefined {
    return registration ? this.#loaded.get(identityKey(registration)) : this.ordinary;
  }

  /** The identity of a registration; reads its key, once for all who ask at the same time. */
  async load(registration: Registration): Promise<Identity> {
    const key = identityKey(registration);
    const loaded = this.#loaded.get(key);
    if (loaded) return loaded;
    let loading = this.#loading.get(key);
    if (!loading) {
      loading = this.#read(registration).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  /** Retires all but these. */
  keepOnly(inUse: ReadonlySet<string>): void {
    for (const [key, identity] of this.#loaded) {
      if (inUse.has(key)) continue;
      this.#loaded.delete(key);
      identity.retire();
    }
  }

  async #read(registration: Registration): Promise<Identity> {
    const secret = await this.#source.secret(registration);
    const identity = Identity.of(registration, secret, this.#certificateAuthority);
    this.#loaded.set(identity.key, identity);
    return identity;
  }
}
