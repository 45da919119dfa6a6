import type { SecureContext } from "node:tls";
import { inspect } from "node:util";
import { ClientCertificateError, messageOf } from "../errors";
import { hostOf } from "../host/host-name";
import { CertificateCache } from "../identity/certificate-cache";
import { CertificateSelector, closedError } from "../identity/certificate-selector";
import type { CertificateSource } from "../identity/certificate-source";
import { CoolDown } from "../identity/cool-down";
import { IdentityPool } from "../identity/identity-pool";
import type { CertificateProxy, ProxyOptions } from "../proxy/certificate-proxy";
import type { Answer } from "../wire/answer";
import type { Registration } from "../wire/registration";
import type { CertificateAgent } from "./certificate-agent";
import { CertificateDispatcher } from "./certificate-dispatcher";
import { CheckedSource } from "./checked-source";
import {
  type ClientCertificatesOptions,
  type ConnectionOptions,
  directoryOf,
  type FromSynthOptions,
  settingsOf,
  sourceOf,
  timeoutOf,
} from "./client-certificates-options";
import { type Fetch, fetchBy } from "./fetch";
import type { AnyDispatcher, GlobalDispatcher } from "./global-dispatcher";
import { requireDispatchers, requireUndici } from "./other-runtimes";
import { checkTlsOptions } from "./tls-options";

/** For how long `close` waits for requests that are under way, in milliseconds. */
const CLOSE_MS = 10_000;

/** What a TLS client of another kind needs for one host, as it is now: a renewal makes another one. */
export interface HostContext {
  /** For the option `secureContext` of `tls.connect`, `http2.connect` and others: certificate, key and authorities. */
  readonly secureContext: SecureContext;
  /** The certificate that is presented; null for an ordinary connection. */
  readonly registration: Registration | null;
  /** `x5t#S256` of the certificate (RFC 8705, section 3.1): its SHA-256, base64url; null for an ordinary connection. */
  readonly thumbprint: string | null;
}

/**
 * The client certificates of a registry, for API checks: each host is presented the certificate that is registered
 * for it, whenever a connection to it is made. A host without one gets an ordinary connection.
 *
 * When the registry is out of reach and nothing recent is known of a host, its requests fail with a
 * `ClientCertificateError`: none is ever sent without its certificate.
 */
export class ClientCertificates implements AsyncDisposable {
  /**
   * The embedded registry: the certificates of a synthesised app, read from local files, without AWS.
   *
   * @param directory cdktf's output directory, e.g. `cdktf.out`, or the directory of one stack in it
   * @throws ClientCertificateError `invalid-manifest`, or `invalid-argument`
   */
  static fromSynth(directory: string, { registry, ...options }: FromSynthOptions = {}): ClientCertificates {
    const { EmbeddedSource } = require("./embedded-source") as typeof import("./embedded-source");
    return new ClientCertificates({ ...options, source: new EmbeddedSource(directoryOf(directory), registry) });
  }

  readonly #source: CertificateSource;
  readonly #cache: CertificateCache;
  readonly #pool: IdentityPool;
  readonly #selector: CertificateSelector;
  readonly #connection: ConnectionOptions;
  #dispatcher?: CertificateDispatcher;
  #agent?: CertificateAgent;
  #uninstall?: () => void;
  #closed?: Promise<void>;

  /** @throws ClientCertificateError `invalid-argument` */
  constructor(options: ClientCertificatesOptions) {
    this.#source = new CheckedSource(sourceOf(options));
    const settings = settingsOf(options);
    checkTlsOptions(options);
    this.#connection = options;
    this.#cache = new CertificateCache(this.#source, settings);
    this.#pool = new IdentityPool(this.#source, options.certificateAuthority);
    const coolDown = new CoolDown(settings.now, settings.maxHosts);
    this.#selector = new CertificateSelector(this.#cache, this.#pool, coolDown, settings.now);
  }

  /**
   * The global `fetch`, with the certificate that is registered for each host: `certificates.fetch(url, init)`. It is
   * undici's; the global `Request`, `FormData`, `Headers` and `Blob` are understood. May be handed on as a function.
   *
   * @throws ClientCertificateError `invalid-argument` if `init` names a dispatcher; what goes wrong on the way to the
   * host is the `cause` of a TypeError, as with every fetch
   */
  readonly fetch: Fetch = fetchBy(() => {
    requireUndici("certificates.fetch");
    return this.#dispatch();
  });

  /**
   * For undici, and for Node's own fetch: `fetch(url, { dispatcher: certificates.dispatcher() })`. Always the same one.
   *
   * @throws ClientCertificateError `unsupported-runtime` in Bun and Deno, which ignore dispatchers
   */
  dispatcher(): CertificateDispatcher & AnyDispatcher & GlobalDispatcher {
    requireDispatchers("dispatcher()");
    return this.#dispatch() as CertificateDispatcher & AnyDispatcher & GlobalDispatcher;
  }

  /**
   * For node:https and what is built on it: `https.get(url, { agent: certificates.agent() })`. Always the same one.
   * In Bun and Deno, too.
   *
   * @throws ClientCertificateError `invalid-argument` if Node does not take the option `https`
   */
  agent(): CertificateAgent {
    const { CertificateAgent } = require("./certificate-agent") as typeof import("./certificate-agent");
    try {
      this.#agent ??= new CertificateAgent(this.#selector, this.#pool, this.#connection.https);
      return this.#agent;
    } catch (error) {
      throw new ClientCertificateError("invalid-argument", `the option https cannot be used: ${messageOf(error)}`);
    }
  }

  /**
   * Makes `dispatcher()` and `agent()` those of the whole process, for every fetch and node:https that names none.
   *
   * @throws ClientCertificateError `unsupported-runtime` in Bun and Deno; `client-closed`
   */
  install(): void {
    requireDispatchers("install()");
    const dispatcher = this.#dispatch();
    if (dispatcher.closed || this.#closed) throw closedError();
    const { installGlobally } = require("./installation") as typeof import("./installation");
    this.#uninstall ??= installGlobally(dispatcher, this.agent());
  }

  /** Puts back what `install()` replaced. */
  uninstall(): void {
    this.#uninstall?.();
    this.#uninstall = undefined;
  }

  /**
   * Which certificate a host gets; its private key is not read. With `explain`, asks the registry anew.
   *
   * @param urlOrHost e.g. `https://www.acme.com/health` or `www.acme.com`
   * @throws ClientCertificateError `invalid-host`, `registry-unreachable`, `registry-refused`
   */
  async resolve(urlOrHost: string | URL, { explain = false }: { explain?: boolean } = {}): Promise<Answer> {
    this.#selector.assertOpen();
    const host = hostOf(urlOrHost);
    if (explain) return this.#source.resolve(host, { explain });
    return (await this.#cache.get(host)).answer;
  }

  /** Which certificate a host gets, with every candidate, its rank and the reason. */
  explain(urlOrHost: string | URL): Promise<Answer> {
    return this.resolve(urlOrHost, { explain: true });
  }

  /**
   * The TLS context of a host, for protocols that have clients of their own: gRPC, MQTT, databases. Ask again for each
   * connection, or after a renewal: what is known is answered without a look-up.
   *
   * @param urlOrHost e.g. `grpcs://api.acme.com:8443` or `api.acme.com`
   * @throws ClientCertificateError `invalid-host`, `registry-unreachable`, `registry-refused`, `secret-unreadable`,
   * `passphrase-unavailable`
   */
  async secureContextFor(urlOrHost: string | URL): Promise<HostContext> {
    const identity = await this.#selector.select(hostOf(urlOrHost));
    const { registration = null } = identity;
    const thumbprint = registration && Buffer.from(registration.fingerprint256.replaceAll(":", ""), "hex");
    return {
      secureContext: identity.secureContext(),
      registration,
      thumbprint: thumbprint?.toString("base64url") ?? null,
    };
  }

  /**
   * Starts a proxy on loopback, by which any tool presents the right certificate and never sees a key: a browser, curl,
   * a test runner. Hosts without a certificate are tunnelled, untouched. Close it before these certificates.
   *
   * @throws ClientCertificateError `client-closed`; what the system says where it cannot listen
   */
  async proxy(options: ProxyOptions = {}): Promise<CertificateProxy> {
    this.#selector.assertOpen();
    // Few checks have one.
    const { CertificateProxy } = require("../proxy/certificate-proxy") as typeof import("../proxy/certificate-proxy");
    const http2 = new CertificateDispatcher(this.#selector, this.#pool, { ...this.#connection.undici, allowH2: true });
    return CertificateProxy.start(
      {
        dispatcher: (allowH2) => (allowH2 ? http2 : this.#dispatch()),
        agent: () => this.agent(),
        hasCertificate: async (host) => (await this.#selector.select(host)).registration !== undefined,
        close: () => http2.destroy(),
      },
      options,
    );
  }

  /**
   * Uninstalls, lets requests that are under way finish, and closes every connection. New requests fail with
   * `client-closed`, or undici's ClientClosedError.
   *
   * @param options.timeoutMs for how long requests may take to finish before they are ended; in milliseconds, 10000 by
   * default
   * @throws ClientCertificateError `invalid-argument` if that is no time
   */
  async close({ timeoutMs = CLOSE_MS }: { timeoutMs?: number } = {}): Promise<void> {
    const timeout = timeoutOf(timeoutMs);
    this.#closed ??= this.#close(timeout);
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #dispatch(): CertificateDispatcher {
    const uninstall = () => this.uninstall();
    this.#dispatcher ??= new CertificateDispatcher(this.#selector, this.#pool, this.#connection.undici, uninstall);
    return this.#dispatcher;
  }

  async #close(timeoutMs: number): Promise<void> {
    this.uninstall();
    this.#selector.close();
    const finished = Promise.all([this.#dispatcher?.close(), this.#agent?.close()]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(resolve, timeoutMs, "late");
    });
    if ((await Promise.race([finished, late])) === "late") {
      this.#agent?.abort(closedError());
      await this.#dispatcher?.destroy();
    }
    clearTimeout(timer);
    this.#source.close();
  }

  [inspect.custom](): string {
    return `ClientCertificates { ${this.#source.description} }`;
  }

  toJSON(): object {
    return { source: this.#source.description };
  }
}
