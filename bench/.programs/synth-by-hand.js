"use strict";
var import_node_fs = require("node:fs");
var import_dynamodb_table_item = require("@cdktf/provider-aws/lib/dynamodb-table-item");
var import_secretsmanager_secret = require("@cdktf/provider-aws/lib/secretsmanager-secret");
var import_secretsmanager_secret_version = require("@cdktf/provider-aws/lib/secretsmanager-secret-version");
var import_cdktf = require("cdktf");
var import_constructs = require("constructs");
var import_literals = require("./literals");
var import_synthesise = require("./synthesise");
const lifecycle = { createBeforeDestroy: true };
(0, import_synthesise.synthesise)((stack, pairs) => {
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    const scope = new import_constructs.Construct(stack, id);
    const added = new import_cdktf.TerraformResource(scope, "Added", {
      terraformResourceType: "terraform_data",
      lifecycle: { ignoreChanges: ["input"] }
    });
    added.addOverride("input", "${plantimestamp()}#000001");
    added.addOverride("triggers_replace", host);
    const secret = new import_secretsmanager_secret.SecretsmanagerSecret(scope, "Secret", {
      name: `client-certificates/${id}`,
      description: `Private key of the client certificate for ${host}`,
      recoveryWindowInDays: 0,
      lifecycle
    });
    const value = new import_secretsmanager_secret_version.SecretsmanagerSecretVersion(scope, "SecretVersion", {
      secretId: `\${aws_secretsmanager_secret.${secret.friendlyUniqueId}.id}`,
      secretStringWo: `\${jsonencode({ privateKey = file("${privateKeyPath}") })}`,
      secretStringWoVersion: import_literals.VERSION,
      lifecycle: {
        ...lifecycle,
        precondition: [
          {
            condition: `\${filesha256("${privateKeyPath}") == "${import_literals.SHA256}"}`,
            errorMessage: `${privateKeyPath} changed after the synth`
          }
        ]
      }
    });
    new import_dynamodb_table_item.DynamodbTableItem(scope, "Registration", {
      tableName: "client-certificates",
      hashKey: "pk",
      rangeKey: "sk",
      item: JSON.stringify({
        pk: { S: `host#${host}` },
        sk: { S: `\${terraform_data.${added.friendlyUniqueId}.input}#${id}` },
        host: { S: host },
        certificate: { S: (0, import_node_fs.readFileSync)(certificatePath, "utf8") },
        secretName: { S: `client-certificates/${id}` },
        ...import_literals.FACTS
      }),
      lifecycle,
      dependsOn: [value]
    });
  }
});
