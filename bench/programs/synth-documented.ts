// The same resources as cdktf's documentation composes them: its classes, its functions, tokens throughout.
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { DataResource, Fn } from "cdktf";
import { Construct } from "constructs";
import { FACTS, SHA256, VERSION } from "./literals";
import { synthesise } from "./synthesise";

synthesise((stack, pairs) => {
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    const scope = new Construct(stack, id);
    const added = new DataResource(scope, "Added", {
      input: { moment: Fn.plantimestamp() },
      triggersReplace: { host },
      lifecycle: { ignoreChanges: ["input"] },
    });
    const secret = new SecretsmanagerSecret(scope, "Secret", {
      name: `client-certificates/${id}`,
      description: `Private key of the client certificate for ${host}`,
      recoveryWindowInDays: 0,
      lifecycle: { createBeforeDestroy: true },
    });
    const value = new SecretsmanagerSecretVersion(scope, "SecretVersion", {
      secretId: secret.id,
      secretStringWo: Fn.jsonencode({ privateKey: Fn.file(privateKeyPath) }),
      secretStringWoVersion: VERSION,
      lifecycle: {
        createBeforeDestroy: true,
        precondition: [
          {
            condition: `\${${Fn.filesha256(privateKeyPath)} == "${SHA256}"}`,
            errorMessage: `${privateKeyPath} changed after the synth`,
          },
        ],
      },
    });
    new DynamodbTableItem(scope, "Registration", {
      tableName: "client-certificates",
      hashKey: "pk",
      rangeKey: "sk",
      item: Fn.jsonencode({
        pk: { S: `host#${host}` },
        sk: { S: Fn.join("#", [Fn.lookup(added.input, "moment"), "000001", id]) },
        host: { S: host },
        certificate: { S: Fn.file(certificatePath) },
        secretName: { S: secret.name },
        ...FACTS,
      }),
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [value],
    });
  }
});
