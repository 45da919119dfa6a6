"use strict";
var import_dynamodb_table_item = require("@cdktf/provider-aws/lib/dynamodb-table-item");
var import_secretsmanager_secret = require("@cdktf/provider-aws/lib/secretsmanager-secret");
var import_secretsmanager_secret_version = require("@cdktf/provider-aws/lib/secretsmanager-secret-version");
var import_cdktf = require("cdktf");
var import_constructs = require("constructs");
var import_literals = require("./literals");
var import_synthesise = require("./synthesise");
(0, import_synthesise.synthesise)((stack, pairs) => {
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    const scope = new import_constructs.Construct(stack, id);
    const added = new import_cdktf.DataResource(scope, "Added", {
      input: { moment: import_cdktf.Fn.plantimestamp() },
      triggersReplace: { host },
      lifecycle: { ignoreChanges: ["input"] }
    });
    const secret = new import_secretsmanager_secret.SecretsmanagerSecret(scope, "Secret", {
      name: `client-certificates/${id}`,
      description: `Private key of the client certificate for ${host}`,
      recoveryWindowInDays: 0,
      lifecycle: { createBeforeDestroy: true }
    });
    const value = new import_secretsmanager_secret_version.SecretsmanagerSecretVersion(scope, "SecretVersion", {
      secretId: secret.id,
      secretStringWo: import_cdktf.Fn.jsonencode({ privateKey: import_cdktf.Fn.file(privateKeyPath) }),
      secretStringWoVersion: import_literals.VERSION,
      lifecycle: {
        createBeforeDestroy: true,
        precondition: [
          {
            condition: `\${${import_cdktf.Fn.filesha256(privateKeyPath)} == "${import_literals.SHA256}"}`,
            errorMessage: `${privateKeyPath} changed after the synth`
          }
        ]
      }
    });
    new import_dynamodb_table_item.DynamodbTableItem(scope, "Registration", {
      tableName: "client-certificates",
      hashKey: "pk",
      rangeKey: "sk",
      item: import_cdktf.Fn.jsonencode({
        pk: { S: `host#${host}` },
        sk: { S: import_cdktf.Fn.join("#", [import_cdktf.Fn.lookup(added.input, "moment"), "000001", id]) },
        host: { S: host },
        certificate: { S: import_cdktf.Fn.file(certificatePath) },
        secretName: { S: secret.name },
        ...import_literals.FACTS
      }),
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [value]
    });
  }
});
