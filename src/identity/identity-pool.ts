import type { Registration } from "../wire/registration";
import type { CertificateSource } from "./certificate-source";
import { KEEP_MS } from "./clock";
import { type Closable, Connections } from "./connections";
import { withDeadline } from "./deadline";
import { Identity, identityKey } from "./identity";

/** The one owner of identities: reads their keys, retires them, and closes what was opened as them. */
export class IdentityPool {
  readonly #source: Pick<CertificateSource, "secret">;
  readonly #certificateAuthority?: string;
  readonly #loaded = new Map<string, Identity>();
  readonly #loading = new Map<string, Promise<Identity>>();
  readonly #connections: Connections<Closable>[] = [];
  /** No certificate is presented. */
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

  /** Retires all but these: no request chooses them any more, and what is under way finishes. */
  keepOnly(inUse: ReadonlySet<string>): void {
    for (const [key, identity] of this.#loaded) {
      if (inUse.has(key)) continue;
      this.#loaded.delete(key);
      identity.retire();
      for (const connections of this.#connections) connections.retire(identity);
    }
  }

  /** No request was made for so many milliseconds. */
  rested(milliseconds: number): void {
    for (const connections of this.#connections) connections.rested(milliseconds);
  }

  /**
   * The connections of one client, made by `open` for each identity, and closed when the identity is retired.
   *
   * @param keepMs for how long a connection may rest and be used again, in milliseconds
   */
  connections<C extends Closable>(open: (identity: Identity) => C, keepMs = KEEP_MS): Connections<C> {
    const connections = new Connections(open, keepMs);
    this.#connections.push(connections);
    return connections;
  }

  async #read(registration: Registration): Promise<Identity> {
    const what = `the secret ${registration.secretName}`;
    const secret = await withDeadline(this.#source.secret(registration), "secret-unreadable", what);
    const identity = Identity.of(registration, secret, this.#certificateAuthority);
    this.#loaded.set(identity.key, identity);
    return identity;
  }
}
