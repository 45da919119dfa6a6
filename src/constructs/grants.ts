import type { Construct, IConstruct } from "constructs";
import { resolverName } from "../registry/names";
import { type AwsTarget, awsTarget } from "./aws-target";
import type { Declaration } from "./declarations";
import { concat, framework, type Hcl } from "./hcl";
import { kindOf, misuse } from "./misuse";
import { decryptWith, policyDocument } from "./policy";
import { PlainResource } from "./terraform";

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
  { registry, role, secretNames, declarations }: Grant,
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
  // Late, for the declarations that are yet to come.
  return new PlainResource(scope, id, "aws_iam_role_policy", () => ({
    role: framework(role.name),
    policy: policy(),
  }));
}

function passphraseSecrets(arn: AwsTarget["arn"], declarations: readonly Declaration[]): (string | Hcl)[] {
  const names = declarations.flatMap(({ registration }) => registration?.passphraseSecret?.secret ?? []);
  return [...new Set(names)].map((name) =>
    name.startsWith("arn:") ? name : arn("secretsmanager", `secret:${name}-??????`),
  );
}
