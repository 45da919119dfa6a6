// An authority, servers that it vouches for, and an embedded registry: what most tests of the runtime begin with.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Authority, type Issued, type IssueOptions } from "../../examples/support/pki";
import type { ClientCertificates, ConnectionOptions } from "../../src/runtime";
import { EmbeddedRegistry } from "./embedded-registry";
import { toLoopback } from "./loopback";
import { type MtlsServer, type MtlsServerOptions, startMtlsServer } from "./mtls-server";
import type { Declared } from "./test-registry";

export class RuntimeScene {
  readonly registry = new EmbeddedRegistry();
  private readonly servers: MtlsServer[] = [];
  private readonly clients: ClientCertificates[] = [];

  private constructor(
    readonly authority: Authority,
    readonly serverCertificate: Issued,
  ) {}

  /** @param hosts the names that every server has */
  static async create(hosts: readonly string[]): Promise<RuntimeScene> {
    const authority = await Authority.create("Test CA");
    return new RuntimeScene(authority, await authority.issue("server", { purposes: ["server"], hosts }));
  }

  async server(options: Partial<MtlsServerOptions> = {}): Promise<MtlsServer> {
    const server = await startMtlsServer({
      ...this.serverCertificate,
      clientAuthority: this.authority.certificate,
      ...options,
    });
    this.servers.push(server);
    return server;
  }

  /** Registers a new certificate of that subject for a host. */
  async declare(
    host: string,
    { subject = host, issue, ...more }: Partial<Declared> & { subject?: string; issue?: IssueOptions } = {},
  ): Promise<Declared> {
    const issued = await this.authority.issue(subject, issue);
    const declared = { host, ...issued, certificateAuthority: this.authority.certificate, ...more };
    await this.registry.add(declared);
    return declared;
  }

  /** A file beside the registry. */
  write(name: string, content: string): string {
    const path = join(this.registry.directory, name);
    writeFileSync(path, content);
    return path;
  }

  client(options: ConnectionOptions = {}): ClientCertificates {
    const certificates = this.registry.client({ ...toLoopback, ...options });
    this.clients.push(certificates);
    return certificates;
  }

  async closeClients(): Promise<void> {
    await Promise.all(this.clients.splice(0).map((certificates) => certificates.close()));
  }

  async stop(): Promise<void> {
    await this.closeClients();
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.registry.stop();
  }
}
