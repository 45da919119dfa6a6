import type { Construct, IConstruct } from "constructs";
import { resolverName } from "../registry/names";
import type { Declaration } from "./declarations";
import { concat, framework, type Hcl } from "./hcl";
import { decryptWith, policyDocument } from "./policy";
import { PlainDataSource, PlainResource, TerraformStack } from "./terraform";

/** An IAM role that the stack makes or looks up, e.g. an `IamRole` or a `DataAwsIamRole`. */
export interface GrantedRole extends IConstruct {
  readonly name: string;
}

export interface Grant {
  readonly registry: { readonly name: string; readonly encryptionKeyArn?: string };
  readonly role: GrantedRole;
  /** What the ARNs of the secrets end with; may hold the wildcards of IAM. */
  readonly secretNames: string;
  /** The declarations whose passphrases may be kept in secrets of their own. */
  readonly declarations: () => readonly Declaration[];
}

/** Lets a role ask a registry's resolver and read secrets; nothing more. */
export function grantUse(scope: Construct, { registry, role, secretNames, declarations }: Grant): void {
  const arn = arns(scope);
  const policy = () =>
    policyDocument(
      {
        Sid: "AskResolver",
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: arn("lambda", `function:${resolverName(registry.name)}`),
      },
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        Resource: [arn("secretsmanager", `secret:${secretNames}`), ...passphraseSecrets(arn, declarations())],
      },
      ...decryptWith(registry.encryptionKeyArn, "DecryptSecrets"),
    );
  // Late, for the declarations that are yet to come.
  new PlainResource(scope, `Use-${role.node.path.replaceAll("/", "-")}`, "aws_iam_role_policy", () => ({
    role: framework(role.name),
    policy: policy(),
  }));
}

function passphraseSecrets(arn: ArnOf, declarations: readonly Declaration[]): (string | Hcl)[] {
  const names = declarations.flatMap(({ registration }) => registration?.passphraseSecret?.secret ?? []);
  return [...new Set(names)].map((name) =>
    name.startsWith("arn:") ? name : arn("secretsmanager", `secret:${name}-??????`),
  );
}

type ArnOf = (service: string, resource: string) => Hcl;

/** Amazon Resource Names of the account and region that the stack is deployed to. */
export function arns(scope: Construct): ArnOf {
  const stack = TerraformStack.of(scope);
  const data = (id: string, type: string): PlainDataSource =>
    (stack.node.tryFindChild(id) as PlainDataSource | undefined) ?? new PlainDataSource(stack, id, type);
  const partition = data("ClientCertificatesPartition", "aws_partition").hcl("partition");
  const region = data("ClientCertificatesRegion", "aws_region").hcl("id");
  const account = data("ClientCertificatesAccount", "aws_caller_identity").hcl("account_id");
  return (service, resource) => concat("arn:", partition, `:${service}:`, region, ":", account, `:${resource}`);
}
