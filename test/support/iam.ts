// IAM for the local AWS. Moto's own enforcement asks about the resource `*` whatever a request touches, and so refuses
// every policy that names an ARN; here the principal's policies are judged with the resource of the request.
import { type AwsRequest, functionInPath, functionName, type Signed } from "./aws-request";
import { judge, type PolicyDocument } from "./iam-policy";
import type { Moto } from "./moto";

const ACCOUNT = "123456789012";

interface Need {
  readonly action: string;
  readonly resource: string;
  readonly viaService?: string;
}

export interface Refusal {
  readonly code: "AccessDeniedException" | "UnrecognizedClientException";
  readonly message: string;
}

export class Iam {
  private readonly principals = new Map<string, string | undefined>();

  /** @param administrator the access key that may do everything */
  constructor(
    private readonly moto: Moto,
    private readonly administrator: string,
  ) {}

  /** Why the signer may not send this request; undefined if it may. */
  async refusal(signed: Signed | undefined, request: AwsRequest, path: string): Promise<Refusal | undefined> {
    if (signed?.accessKeyId === this.administrator) return undefined;
    const principal = signed && (await this.principal(signed.accessKeyId));
    if (!principal) {
      return { code: "UnrecognizedClientException", message: "The security token included in the request is invalid." };
    }
    const policies = await this.policies(principal);
    for (const need of await this.needs(request, path)) {
      const context = {
        "aws:RequestedRegion": [this.moto.region],
        "aws:PrincipalAccount": [ACCOUNT],
        "aws:SecureTransport": ["true"],
        ...(need.viaService && { "kms:ViaService": [`${need.viaService}.${this.moto.region}.amazonaws.com`] }),
      };
      const verdict = judge(policies, { ...need, context });
      if (verdict === "allow") continue;
      const reason =
        verdict === "deny"
          ? "with an explicit deny in an identity-based policy"
          : `because no identity-based policy allows the ${need.action} action`;
      return {
        code: "AccessDeniedException",
        message: `User: ${principal} is not authorized to perform: ${need.action} on resource: ${need.resource} ${reason}`,
      };
    }
    return undefined;
  }

  /** The ARN behind an access key. */
  private async principal(accessKeyId: string): Promise<string | undefined> {
    if (!this.principals.has(accessKeyId)) {
      const identity = await this.moto.query("sts", "GetCallerIdentity", {}, accessKeyId);
      const arn = identity?.Arn as string | undefined;
      // Moto answers with this user for every key that it did not issue.
      this.principals.set(accessKeyId, arn?.endsWith(":user/moto") ? undefined : arn);
    }
    return this.principals.get(accessKeyId);
  }

  private async policies(principal: string): Promise<PolicyDocument[]> {
    const [, kind = "", name = ""] = /:(assumed-role|user)\/([^/]+)/.exec(principal) ?? [];
    const owner = kind === "user" ? "User" : "Role";
    const of = { [`${owner}Name`]: name };
    const inline = await this.moto.query("iam", `List${owner}Policies`, of);
    const attached = await this.moto.query("iam", `ListAttached${owner}Policies`, of);
    const documents = [
      ...strings(inline?.PolicyNames).map(async (PolicyName) => {
        const policy = await this.moto.query("iam", `Get${owner}Policy`, { ...of, PolicyName });
        return policy?.PolicyDocument;
      }),
      ...((attached?.AttachedPolicies ?? []) as { PolicyArn: string }[]).map(async ({ PolicyArn }) => {
        const policy = await this.moto.query("iam", "GetPolicy", { PolicyArn });
        const { DefaultVersionId } = (policy?.Policy ?? {}) as { DefaultVersionId?: string };
        const version = await this.moto.query("iam", "GetPolicyVersion", {
          PolicyArn,
          VersionId: DefaultVersionId ?? "v1",
        });
        return (version?.PolicyVersion as { Document?: unknown } | undefined)?.Document;
      }),
    ];
    return (await Promise.all(documents)).filter((document) => document !== undefined).map(policyDocument);
  }

  /** Every action that a request needs, with the resource as AWS names it. */
  private async needs({ service, operation, body }: AwsRequest, path: string): Promise<Need[]> {
    const action = `${service}:${operation}`;
    if (action === "sts:GetCallerIdentity") return [];
    if (service === "sts") return [{ action, resource: new URLSearchParams(body).get("RoleArn") ?? "*" }];
    if (service === "lambda") {
      const name = functionInPath(path);
      return [{ action, resource: name ? this.arn("lambda", `function:${functionName(name)}`) : "*" }];
    }
    const input = jsonObject(body);
    if (service === "dynamodb") return (await Promise.all(tables(input).map((t) => this.tableNeeds(action, t)))).flat();
    if (service === "secretsmanager") return this.secretNeeds(action, input);
    if (service === "logs") {
      const stream = typeof input.logStreamName === "string" ? `:log-stream:${input.logStreamName}` : "";
      return [{ action, resource: this.arn("logs", `log-group:${input.logGroupName ?? ""}${stream}`) }];
    }
    if (service === "kms" && typeof input.KeyId === "string")
      return [{ action, resource: await this.key(input.KeyId) }];
    return [{ action, resource: "*" }];
  }

  private async tableNeeds(action: string, { name, index }: TableUse): Promise<Need[]> {
    const table = name.startsWith("arn:") ? name : this.arn("dynamodb", `table/${name}`);
    const answer = await this.moto.call("dynamodb", "DynamoDB_20120810.DescribeTable", { TableName: name });
    const { SSEDescription: encryption } = (answer?.Table ?? {}) as { SSEDescription?: { KMSMasterKeyArn?: string } };
    return [
      { action, resource: index ? `${table}/index/${index}` : table },
      ...(await this.decryption(encryption?.KMSMasterKeyArn, "dynamodb")),
    ];
  }

  private async secretNeeds(action: string, input: Record<string, unknown>): Promise<Need[]> {
    const ids = strings(input.SecretIdList ?? input.SecretId ?? input.Name);
    if (ids.length === 0) return [{ action, resource: "*" }];
    const needs = await Promise.all(
      ids.map(async (SecretId) => {
        const secret = await this.moto.call("secretsmanager", "secretsmanager.DescribeSecret", { SecretId });
        const resource = (secret?.ARN as string | undefined) ?? this.arn("secretsmanager", `secret:${SecretId}`);
        const reads = /:(Batch)?GetSecretValue$/.test(action);
        const keys = reads ? await this.decryption(secret?.KmsKeyId as string | undefined, "secretsmanager") : [];
        return [{ action: input.SecretIdList ? "secretsmanager:GetSecretValue" : action, resource }, ...keys];
      }),
    );
    return [...(input.SecretIdList ? [{ action, resource: "*" }] : []), ...needs.flat()];
  }

  /** With a customer's key, AWS decrypts in the name of the one who reads; with its own keys it asks nobody. */
  private async decryption(keyId: string | undefined, viaService: string): Promise<Need[]> {
    if (!keyId) return [];
    const resource = await this.key(keyId);
    const answer = await this.moto.call("kms", "TrentService.ListAliases", { KeyId: resource });
    const aliases = (answer?.Aliases ?? []) as { AliasName: string }[];
    if (aliases.some(({ AliasName }) => AliasName.startsWith("alias/aws/"))) return [];
    return [{ action: "kms:Decrypt", resource, viaService }];
  }

  private async key(keyId: string): Promise<string> {
    const answer = await this.moto.call("kms", "TrentService.DescribeKey", { KeyId: keyId });
    const metadata = answer?.KeyMetadata as { Arn: string } | undefined;
    return metadata?.Arn ?? this.arn("kms", `key/${keyId}`);
  }

  private arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.moto.region}:${ACCOUNT}:${resource}`;
  }
}

interface TableUse {
  readonly name: string;
  readonly index?: string;
}

function tables(input: Record<string, unknown>): TableUse[] {
  const { TableName: name, IndexName: index, RequestItems: batch, TransactItems: transaction } = input;
  if (typeof name === "string") return [{ name, ...(typeof index === "string" && { index }) }];
  if (isObject(batch)) return Object.keys(batch).map((table) => ({ name: table }));
  if (Array.isArray(transaction)) {
    return transaction.flatMap((item) => (isObject(item) ? Object.values(item) : []).filter(isObject).flatMap(tables));
  }
  return [{ name: "*" }];
}

// Moto returns a document as text, URL-encoded where AWS does so.
function policyDocument(document: unknown): PolicyDocument {
  const text = String(document);
  return JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text) as PolicyDocument;
}

function jsonObject(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

function strings(x: unknown): string[] {
  return [x].flat().filter((value) => typeof value === "string");
}
