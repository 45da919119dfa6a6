// Moto, the AWS API on this machine, and the few questions that the local AWS itself asks it.
import { freePort, Server } from "./child-process";

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string;
}

type Json = Readonly<Record<string, unknown>>;

export class Moto {
  private constructor(
    readonly port: number,
    readonly region: string,
    private readonly server: Server,
  ) {}

  static async start(command: string, region: string): Promise<Moto> {
    const port = await freePort();
    const moto = new Moto(port, region, Server.start(command, ["-H", "127.0.0.1", "-p", String(port)]));
    await moto.server.ready(async () => (await fetch(`${moto.url}/moto-api/data.json`)).ok);
    return moto;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** A call of a service with a JSON protocol; undefined where moto answers with an error. */
  async call(service: string, target: string, input: Json): Promise<Json | undefined> {
    return this.send(service, "/", {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
      body: JSON.stringify(input),
    });
  }

  /** A call of IAM or STS. */
  async query(
    service: "iam" | "sts",
    operation: string,
    input: Readonly<Record<string, string>>,
    accessKeyId?: string,
  ): Promise<Json | undefined> {
    const body = new URLSearchParams({ Action: operation, ContentType: "JSON", ...input });
    const answer = await this.send(service, "/", { method: "POST", body }, accessKeyId);
    const response = answer?.[`${operation}Response`] as Json | undefined;
    return response?.[`${operation}Result`] as Json | undefined;
  }

  /** Credentials of a role, whatever its trust policy says. */
  async assumeRole(roleArn: string, session: string): Promise<Credentials> {
    const answer = await this.query("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName: session });
    if (!answer) throw new Error(`The role ${roleArn} could not be assumed.`);
    return answer.Credentials as Credentials;
  }

  /** A call of a service with a REST protocol. */
  async get(service: string, path: string): Promise<Json> {
    const answer = await this.send(service, path, {});
    if (!answer) throw new Error(`Moto has no ${path}.`);
    return answer;
  }

  private async send(
    service: string,
    path: string,
    request: { method?: "POST"; headers?: Record<string, string>; body?: string | URLSearchParams },
    accessKeyId = "local-aws",
  ): Promise<Json | undefined> {
    // Moto reads the scope and does not verify the signature.
    const scope = `${accessKeyId}/20260101/${this.region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const response = await fetch(this.url + path, { ...request, headers: { ...request.headers, authorization } });
    const text = await response.text();
    return response.ok ? (JSON.parse(text) as Json) : undefined;
  }
}
