import { ClientCertificateError, messageOf } from "../errors";
import { refusalIn } from "../registry/aws-answer";
import { AwsService, accountOf } from "../registry/aws-service";
import { asideItems, key, type Step } from "./steps";
import type { Terraform } from "./terraform";

/**
 * Does a step.
 *
 * @param env credentials and region, as the AWS SDK names them
 * @throws ClientCertificateError with what the one who was asked said
 */
export async function carryOut(step: Step, terraform: Terraform, env: NodeJS.ProcessEnv): Promise<void> {
  switch (step.kind) {
    case "terraform":
      try {
        await terraform(step.parameters);
      } catch (error) {
        if (!step.optional || !/non-existent remote object/.test(messageOf(error))) throw error;
      }
      return;
    case "delete-secret":
      return deleteSecret(step.secret.arn);
    case "delete-item":
      return dynamodb("DeleteItem", { TableName: step.table, Key: key(step.item) }, env);
    case "set-aside":
      return dynamodb("TransactWriteItems", { TransactItems: asideItems(step) }, env);
  }
}

async function deleteSecret(arn: string): Promise<void> {
  const { DeleteSecretCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({});
  await client.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }));
  client.destroy();
}

async function dynamodb(operation: string, input: object, env: NodeJS.ProcessEnv): Promise<void> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` };
  const service = new AwsService("dynamodb", () => accountOf("dynamodb", env));
  const answer = await service.call({ headers, body: JSON.stringify(input) });
  if (answer.status === 200) return;
  const { name, message } = refusalIn(answer);
  throw new ClientCertificateError("registry-unreachable", `${operation} was refused: ${name}: ${message}`);
}
