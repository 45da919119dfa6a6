// The same resources as plainly as cdktf allows: one class for all, ready HCL in strings, no validation. The floor.
import { readFileSync } from "node:fs";
import { TerraformResource, type TerraformResourceConfig } from "cdktf";
import { Construct } from "constructs";
import { FACTS, SHA256, VERSION } from "./literals";
import { synthesise } from "./synthesise";

class Plain extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: Record<string, unknown>,
    config: TerraformResourceConfig,
  ) {
    super(scope, id, config);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.attributes;
  }
}

const lifecycle = { createBeforeDestroy: true };

synthesise((stack, pairs) => {
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    const scope = new Construct(stack, id);
    const added = new Plain(
      scope,
      "Added",
      { input: "${plantimestamp()}#000001", triggers_replace: host },
      { terraformResourceType: "terraform_data", lifecycle: { ignoreChanges: ["input"] } },
    );
    const secret = new Plain(
      scope,
      "Secret",
      {
        name: `client-certificates/${id}`,
        description: `Private key of the client certificate for ${host}`,
        recovery_window_in_days: 0,
      },
      { terraformResourceType: "aws_secretsmanager_secret", lifecycle },
    );
    const value = new Plain(
      scope,
      "SecretVersion",
      {
        secret_id: `\${aws_secretsmanager_secret.${secret.friendlyUniqueId}.id}`,
        secret_string_wo: `\${jsonencode({ privateKey = file("${privateKeyPath}") })}`,
        secret_string_wo_version: VERSION,
      },
      {
        terraformResourceType: "aws_secretsmanager_secret_version",
        lifecycle: {
          ...lifecycle,
          precondition: [
            {
              condition: `\${filesha256("${privateKeyPath}") == "${SHA256}"}`,
              errorMessage: `${privateKeyPath} changed after the synth`,
            },
          ],
        },
      },
    );
    const item = JSON.stringify({
      pk: { S: `host#${host}` },
      sk: { S: `\${terraform_data.${added.friendlyUniqueId}.input}#${id}` },
      host: { S: host },
      certificate: { S: readFileSync(certificatePath, "utf8") },
      secretName: { S: `client-certificates/${id}` },
      ...FACTS,
    });
    new Plain(
      scope,
      "Registration",
      { table_name: "client-certificates", hash_key: "pk", range_key: "sk", item },
      { terraformResourceType: "aws_dynamodb_table_item", lifecycle, dependsOn: [value] },
    );
  }
});
