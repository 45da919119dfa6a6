// The same resources by hand, as plainly as they come: provider classes, ready strings of HCL, no validation.
import { readFileSync } from "node:fs";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { FACTS, SHA256, VERSION } from "./literals";
import { synthesise } from "./synthesise";

const lifecycle = { createBeforeDestroy: true };

synthesise((stack, pairs) => {
  const mark = new TerraformResource(stack, "Mark", {
    terraformResourceType: "terraform_data",
    lifecycle: { ignoreChanges: ["input"] },
  });
  mark.addOverride("input", "${plantimestamp()}");
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    const scope = new Construct(stack, id);
    const added = new TerraformResource(scope, "Added", {
      terraformResourceType: "terraform_data",
      lifecycle: { ignoreChanges: ["input"] },
    });
    added.addOverride("input", "${plantimestamp()}#000001");
    added.addOverride("triggers_replace", host);
    const key = new TerraformResource(scope, "Key", { terraformResourceType: "terraform_data" });
    key.addOverride("input", host);
    const secret = new SecretsmanagerSecret(scope, "Secret", {
      name: `client-certificates/${id}`,
      description: `Private key of the client certificate for ${host}`,
      recoveryWindowInDays: 0,
      lifecycle,
    });
    const value = new SecretsmanagerSecretVersion(scope, "SecretVersion", {
      secretId: `\${aws_secretsmanager_secret.${secret.friendlyUniqueId}.id}`,
      secretStringWo: `\${jsonencode({ privateKey = file("${privateKeyPath}") })}`,
      secretStringWoVersion: VERSION,
      lifecycle: {
        ...lifecycle,
        precondition: [
          {
            condition: `\${filesha256("${privateKeyPath}") == "${SHA256}"}`,
            errorMessage: `${privateKeyPath} changed after the synth`,
          },
        ],
      },
    });
    new DynamodbTableItem(scope, "Registration", {
      tableName: "client-certificates",
      hashKey: "pk",
      rangeKey: "sk",
      item: JSON.stringify({
        pk: { S: `host#${host}` },
        sk: { S: `\${terraform_data.${added.friendlyUniqueId}.input}#${id}` },
        host: { S: host },
        certificate: { S: readFileSync(certificatePath, "utf8") },
        secretName: { S: `client-certificates/${id}` },
        ...FACTS,
      }),
      lifecycle,
      dependsOn: [value],
    });
  }
});
