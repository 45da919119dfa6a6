import { printable } from "../printable";
import { Authority } from "./authority";
import { Credential } from "./credential";
import { proxyEnvironment } from "./environment";
import { type Connections, Forwarder } from "./forwarder";
import { ProxyServer } from "./proxy-server";
import { TrustFiles } from "./trust-files";

export interface ProxyOptions {
  /** On 127.0.0.1. @default - any port that is free */
  readonly port?: number;
  /**
   * Whether clients may use the proxy without its credential, for tools that cannot send one. Whoever can connect to
   * loopback then acts with your certificates; where the system tells (Linux), only processes of the same user.
   *
   * @default false
   */
  readonly withoutCredential?: boolean;
  /** Told what fails on the way to a host, and why. @default - written to stderr */
  readonly report?: (message: string) => void;
}

/** A proxy on loopback by which any tool presents the certificates of a registry; the tool never sees a key. */
export class CertificateProxy implements AsyncDisposable {
  /** Starts it. */
  static async start(connections: Connections, options: ProxyOptions = {}): Promise<CertificateProxy> {
    const { report = (message) => void process.stderr.write(`client-certificates: ${printable(message)}\n`) } = options;
    const authority = new Authority();
    const credential = options.withoutCredential ? undefined : new Credential();
    const forwarder = new Forwarder(connections, report);
    const server = new ProxyServer({ connections, forwarder, authority, credential, report });
    const port = await server.listen(options.port);
    const url = credential ? credential.urlOf("127.0.0.1", port) : `http://127.0.0.1:${port}`;
    return new CertificateProxy(server, url, authority);
  }

  #trust?: TrustFiles;

  private constructor(
    private readonly server: ProxyServer,
    /** `http://user:password@127.0.0.1:port`; the password is random and good for this proxy. */
    readonly url: string,
    private readonly authority: Authority,
  ) {}

  /** The certificate, as PEM, that a tool has to trust. Its key exists in the memory of this process only. */
  get certificateAuthority(): string {
    return this.authority.pem;
  }

  /** Until when the authority is good. */
  get validUntil(): Date {
    return this.authority.notAfter;
  }

  /**
   * The environment variables for a command that is to use the proxy. They name files of public certificates in a
   * private folder, which `close()` removes.
   */
  get env(): Record<string, string> {
    this.#trust ??= new TrustFiles(this.authority.pem, process.env);
    return proxyEnvironment(this.url, this.#trust, process.env);
  }

  /** Ends every connection and removes the files. */
  async close(): Promise<void> {
    this.removeFiles();
    await this.server.close();
  }

  /** For the end of a process, when nothing can be waited for. */
  removeFiles(): void {
    this.#trust?.remove();
    this.#trust = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  toJSON(): object {
    return { validUntil: this.validUntil };
  }
}
