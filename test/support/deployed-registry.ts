// The deployed registry on the local AWS, made by the AWS SDK: what an apply makes, without Terraform.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AwsClient } from "aws4fetch";
import { resolverName, tableName } from "../../src/registry/names";
import { ClientCertificates, type ConnectionOptions } from "../../src/runtime";
import { toItem } from "../../src/wire/item";
import type { Registration } from "../../src/wire/registration";
import type { SecretHalf } from "../../src/wire/secret";
import { type LocalAws, startLocalAws } from "./local-aws";
import { ADDED_AT, type Declared, registrationOf, type TestRegistry } from "./test-registry";

const NAME = "client-certificates";

export class DeployedRegistry implements TestRegistry {
  readonly name = "deployed";
  private readonly dynamodb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
  private readonly registrations = new Map<string, Registration>();
  private readonly environment = { ...process.env };

  private constructor(readonly aws: LocalAws) {
    this.become(aws.env);
    const once = { maxAttempts: 1 };
    this.dynamodb = new DynamoDBClient(once);
    this.secrets = new SecretsManagerClient(once);
  }

  static async start(): Promise<DeployedRegistry> {
    const registry = new DeployedRegistry(await startLocalAws());
    try {
      await registry.deploy();
      return registry;
    } catch (error) {
      await registry.stop();
      throw error;
    }
  }

  /** From now on AWS clients that are made act by these credentials. */
  become(env: Readonly<Record<string, string>>): void {
    Object.assign(process.env, env);
  }

  async add(...declared: readonly Declared[]): Promise<void> {
    for (const one of declared) await this.put(one);
  }

  /** New files under a declaration, in the order in which an apply does it. */
  async renew(declared: Declared): Promise<void> {
    const before = this.registrations.get(registrationOf(NAME, declared, 0).declaration);
    await this.put(declared, before?.order);
    if (before) await this.deleteSecret(before.secretName);
  }

  /** The names of the secrets. */
  names(): string[] {
    return [...this.registrations.values()].map(({ secretName }) => secretName);
  }

  /** As when a declaration is removed. */
  async remove(declared: Declared): Promise<void> {
    const { declaration } = registrationOf(NAME, declared, 0);
    const { order, ...registration } = this.registrations.get(declaration)!;
    const { pk, sk } = toItem(registration, place(order));
    await this.dynamodb.send(new DeleteItemCommand({ TableName: tableName(NAME), Key: { pk: pk!, sk: sk! } as never }));
    await this.deleteSecret(registration.secretName);
    this.registrations.delete(declaration);
  }

  async createSecret(name: string, value: string): Promise<void> {
    await this.secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
  }

  async deleteSecret(name: string): Promise<void> {
    await this.secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
  }

  client(options: ConnectionOptions = {}): ClientCertificates {
    return new ClientCertificates({ registry: NAME, ...options });
  }

  /** How often AWS was asked, by operation. */
  asked(operation: string): number {
    return this.aws.requests().filter((request) => request.operation === operation).length;
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    for (const name of Object.keys(this.aws.env)) {
      const before = this.environment[name];
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  }

  private async put(declared: Declared, order = this.registrations.size): Promise<void> {
    const registration = registrationOf(NAME, declared, order);
    const { privateKey, pkcs12, passphrase } = declared;
    const secret: SecretHalf = { privateKey, pkcs12: pkcs12?.toString("base64"), passphrase };
    await this.createSecret(registration.secretName, JSON.stringify(secret));
    const { addedAt: _, order: __, ...stored } = registration;
    await this.dynamodb.send(
      new PutItemCommand({ TableName: tableName(NAME), Item: toItem(stored, place(order)) as never }),
    );
    this.registrations.set(registration.declaration, registration);
  }

  private async deploy(): Promise<void> {
    await this.dynamodb.send(
      new CreateTableCommand({
        TableName: tableName(NAME),
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk"].map((name) => ({ AttributeName: name, AttributeType: "S" as const })),
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
      }),
    );
    await this.createRole("resolver");
    await new LambdaClient({}).send(
      new CreateFunctionCommand({
        FunctionName: resolverName(NAME),
        Role: "arn:aws:iam::123456789012:role/resolver",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Timeout: 10,
        Environment: { Variables: { REGISTRY_TABLE: tableName(NAME) } },
        Code: { ZipFile: readFileSync(join(__dirname, "../../dist/resolver.zip")) },
      }),
    );
  }

  /** What AWS clients need to act as a new role that may do only this, and what further statements allow. */
  async role(name: string, actions: readonly string[], more: readonly object[] = []): Promise<Record<string, string>> {
    await this.createRole(name);
    const Statement = [{ Effect: "Allow", Action: actions, Resource: "*" }, ...more];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await this.iam({ Action: "PutRolePolicy", RoleName: name, PolicyName: "only", PolicyDocument });
    return this.aws.credentialsForRole(name);
  }

  private createRole(name: string): Promise<void> {
    const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return this.iam({ Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument });
  }

  private async iam(call: Readonly<Record<string, string>>): Promise<void> {
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = this.aws.env;
    const client = new AwsClient({ accessKeyId, secretAccessKey, service: "iam", region: "us-east-1" });
    const response = await client.fetch(this.aws.endpoint, {
      method: "POST",
      body: String(new URLSearchParams({ Version: "2010-05-08", ...call })),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    if (!response.ok) throw new Error(`${call.Action}: ${response.status} ${await response.text()}`);
  }
}

function place(order: number): string {
  return `${ADDED_AT}#${String(order).padStart(6, "0")}`;
}
