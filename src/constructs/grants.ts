import { createHash } from "node:crypto";
import type { Construct, IConstruct } from "constructs";
import { resolverName } from "../registry/names";
import { type AwsTarget, awsTarget } from "./aws-target";
import type { Declaration } from "./declarations";
import { concat, framework, type Hcl } from "./hcl";
import { kindOf, misuse } from "./misuse";
import { decryptWith, policyDocument } from "./policy";
import { PlainResource, stateLocation, TerraformStack } from "./terraform";

/** An IAM role that the stack makes or looks up, e.g. an `IamRole` or a `DataAwsIamRole`. */
export interface GrantedRole extends IConstruct {
  /** Name of the role; may be a token. */
  readonly name: string;
}

export interface Grant {
  readonly registry: { readonly name: string; readonly encryptionKeyArn?: string };
  readonly role: GrantedRole;
  /** What the ARNs of the secrets end with, each; may hold the wildcards of IAM. */
  readonly secretNames: readonly (string | Hcl)[];
  /** The declarations whose passphrases may be kept in secrets of their own. */
  readonly declarations: () => readonly Declaration[];
  /** Of the deployment, where another one may have such a grant of other secrets: see `deploymentMark`. */
  readonly mark?: Hcl;
}

function isRole(value: unknown): value is GrantedRole {
  return typeof value === "object" && value !== null && "node" in value && "name" in value;
}

/**
 * Lets a role ask a registry's resolver and read secrets; nothing more.
 *
 * @returns the policy; undefined where the role has it already
 */
export function grantUse(
  scope: Construct,
  { registry, role, secretNames, declarations, mark = concat() }: Grant,
): PlainResource | undefined {
  if (!isRole(role))
    misuse(`grantUse: ${kindOf(role)} is no role: pass an IamRole or a DataAwsIamRole`, { where: scope.node.path });
  // Of two paths like a/b-c and a-b/c, the hash makes two ids.
  const id = `Use-${role.node.path.replaceAll("/", "-")}-${role.node.addr.slice(-8)}`;
  if (scope.node.tryFindChild(id)) return undefined;
  const { arn, ...aws } = awsTarget(scope);
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
        Resource: [
          ...secretNames.map((name) => arn("secretsmanager", concat("secret:", name))),
          ...passphraseSecrets(arn, declarations()),
        ],
      },
      ...decryptWith(registry.encryptionKeyArn, "DecryptSecrets", aws.endpoint("secretsmanager")),
    );
  // Late, for the declarations and the backend that are yet to come.
  const attributes = () => ({
    name: concat(`${registry.name}-`, mark, digestOf(scope, id)),
    role: framework(role.name),
    policy: policy(),
  });
  return new PlainResource(scope, id, "aws_iam_role_policy", attributes, { lifecycle: { createBeforeDestroy: true } });
}

/** After a lost state the policy gets the same name, and so takes its own place: AWS puts a policy, and makes no second one. */
function digestOf(scope: Construct, id: string): string {
  const place = JSON.stringify([stateLocation(TerraformStack.of(scope)), scope.node.path, id]);
  return createHash("sha256").update(place).digest("hex").slice(0, 8);
}

function passphraseSecrets(arn: AwsTarget["arn"], declarations: readonly Declaration[]): (string | Hcl)[] {
  const names = declarations.flatMap(({ registration }) => registration?.passphraseSecret?.secret ?? []);
  return [...new Set(names)].map((name) =>
    name.startsWith("arn:") ? name : arn("secretsmanager", `secret:${name}-??????`),
  );
}
