import { AwsClient } from "aws4fetch";

/** Bare calls of DynamoDB. */
export class DynamoDb {
  private readonly aws: AwsClient;

  constructor(private readonly env: NodeJS.ProcessEnv) {
    this.aws = new AwsClient({
      accessKeyId: env.AWS_ACCESS_KEY_ID!,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
      service: "dynamodb",
      region: env.AWS_REGION!,
    });
  }

  async query(key: string): Promise<object> {
    const response = await this.aws.fetch(this.env.AWS_ENDPOINT_URL!, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.Query" },
      body: JSON.stringify({
        TableName: this.env.REGISTRY_TABLE,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: key } },
      }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as object;
  }
}
