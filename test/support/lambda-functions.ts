// The functions of the local AWS: the packages as they were deployed, and a warm process for each that is invoked.
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { unzipSync } from "fflate";
import { LambdaEnvironment } from "./lambda-environment";
import type { Outcome } from "./lambda-runtime";
import type { Moto } from "./moto";
import { nodeBinaryOrThis } from "./node-versions";
import type { NodeMajor } from "./packages";

interface Configuration {
  readonly FunctionArn: string;
  readonly Handler: string;
  readonly MemorySize: number;
  readonly Role: string;
  readonly Runtime: string;
  readonly Timeout: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

interface Warm {
  readonly process: LambdaEnvironment;
  readonly configuration: Configuration;
}

/** One deployment of a function. */
interface Deployed {
  readonly zip: Buffer;
  warm?: Warm;
}

export class LambdaFunctions {
  private readonly folder = mkdtempSync(join(tmpdir(), "local-aws-"));
  private readonly runtime = join(this.folder, "lambda-runtime.cjs");
  private readonly deployed = new Map<string, Deployed>();
  private readonly counts = new Map<string, number>();
  private readonly queues = new Map<string, Promise<unknown>>();

  /** @param endpoint where the functions find AWS */
  constructor(
    private readonly moto: Moto,
    private readonly endpoint: string,
    private readonly nodeVersion?: NodeMajor,
  ) {
    const source = join(__dirname, "lambda-runtime.ts");
    buildSync({ entryPoints: [source], outfile: this.runtime, bundle: true, platform: "node", target: "node20" });
  }

  has(name: string): boolean {
    return this.deployed.has(name);
  }

  /** A new package; without one, a new configuration. The next invocation starts a new process. */
  deploy(name: string, zip = this.deployed.get(name)?.zip): void {
    this.remove(name);
    if (zip) this.deployed.set(name, { zip });
  }

  /** What is running ends first. */
  remove(name: string): void {
    const deployed = this.deployed.get(name);
    this.deployed.delete(name);
    void this.enqueue(name, async () => deployed?.warm?.process.stop());
  }

  /** What is running ends first; the next invocation starts a process. */
  coolDown(name: string): Promise<void> {
    return this.enqueue(name, async () => {
      const deployed = this.deployed.get(name);
      await deployed?.warm?.process.stop();
      if (deployed) deployed.warm = undefined;
    });
  }

  package(name: string): Buffer {
    const deployed = this.deployed.get(name);
    if (!deployed)
      throw new Error(`No function ${name} is deployed; there are: ${[...this.deployed.keys()].join(", ")}`);
    return deployed.zip;
  }

  invocations(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  logs(name: string): string {
    return existsSync(this.logFile(name)) ? readFileSync(this.logFile(name), "utf8") : "";
  }

  /** One invocation of a function after the other, as in AWS with a reserved concurrency of one. */
  invoke(name: string, payload: string): Promise<Outcome> {
    this.counts.set(name, this.invocations(name) + 1);
    return this.enqueue(name, async () => {
      const { process, configuration } = await this.warm(name);
      return process.invoke({
        requestId: randomUUID(),
        functionArn: configuration.FunctionArn,
        deadline: Date.now() + configuration.Timeout * 1000,
        payload,
      });
    });
  }

  async stop(): Promise<void> {
    for (const name of [...this.deployed.keys()]) this.remove(name);
    await Promise.all(this.queues.values());
    rmSync(this.folder, { recursive: true, force: true });
  }

  private enqueue<T>(name: string, task: () => Promise<T>): Promise<T> {
    const result = (this.queues.get(name) ?? Promise.resolve()).then(task);
    this.queues.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  }

  private async warm(name: string): Promise<Warm> {
    const deployed = this.deployed.get(name);
    if (!deployed) throw new Error(`The function ${name} was removed while it was being invoked.`);
    if (!deployed.warm || deployed.warm.process.hasEnded) deployed.warm = await this.start(name, deployed.zip);
    return deployed.warm;
  }

  private async start(name: string, zip: Buffer): Promise<Warm> {
    const configuration = await this.configuration(name);
    const credentials = await this.moto.assumeRole(configuration.Role, name);
    const taskRoot = mkdtempSync(join(this.folder, "task-"));
    for (const [path, content] of Object.entries(unzipSync(zip))) {
      if (path.endsWith("/")) continue;
      mkdirSync(dirname(join(taskRoot, path)), { recursive: true });
      writeFileSync(join(taskRoot, path), content);
    }
    const version = this.nodeVersion ?? (/^nodejs(\d+)\.x$/.exec(configuration.Runtime)?.[1] as NodeMajor | undefined);
    if (!version) throw new Error(`The runtime ${configuration.Runtime} of ${name} is not known to the local AWS.`);
    const process = LambdaEnvironment.start({
      nodeBinary: nodeBinaryOrThis(version),
      runtime: this.runtime,
      logFile: this.logFile(name),
      env: {
        PATH: "/usr/local/bin:/usr/bin:/bin",
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        _HANDLER: configuration.Handler,
        LAMBDA_TASK_ROOT: taskRoot,
        AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime}`,
        AWS_REGION: this.moto.region,
        AWS_DEFAULT_REGION: this.moto.region,
        AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
        AWS_SESSION_TOKEN: credentials.SessionToken ?? "",
        AWS_ENDPOINT_URL: this.endpoint,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10)}/[$LATEST]${randomUUID()}`,
        ...configuration.Environment?.Variables,
      },
    });
    return { process, configuration };
  }

  private async configuration(name: string): Promise<Configuration> {
    return (await this.moto.get("lambda", `/2015-03-31/functions/${name}/configuration`)) as unknown as Configuration;
  }

  private logFile(name: string): string {
    return join(this.folder, `${name}.log`);
  }
}
