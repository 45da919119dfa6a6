import { AwsClient } from "aws4fetch";
import { ClientCertificateError, messageOf } from "../errors";
import { fromItem, type Item } from "./dynamodb-item";
import type { Registration, RegistrationStore } from "./registration";

/** How long one read of the table may take, in milliseconds. */
const READ_TIMEOUT_MS = 2_000;

type Operation = "Query" | "Scan";

interface Page {
  readonly Items?: readonly Item[];
  readonly LastEvaluatedKey?: Item;
}

/**
 * The deployed registry: one query for each key, all at once.
 *
 * It signs its own requests (AWS Signature Version 4) rather than loading the AWS SDK, which would be most of the
 * function's cold start.
 */
export class DynamoDbStore implements RegistrationStore {
  private readonly aws: AwsClient;
  private readonly endpoint: string;

  /** @param env the environment of a Lambda function: credentials, region and, for tests, the endpoint */
  constructor(
    private readonly table: string,
    env: NodeJS.ProcessEnv,
  ) {
    const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "us-east-1";
    this.aws = new AwsClient({
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
      sessionToken: env.AWS_SESSION_TOKEN,
      service: "dynamodb",
      region,
      retries: 2,
    });
    this.endpoint =
      env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL ?? `https://dynamodb.${region}.${dnsSuffix(region)}`;
  }

  async candidates(keys: readonly string[]): Promise<Registration[]> {
    const found = await Promise.all(keys.map((key) => this.query(key)));
    return found.flat().map(fromItem);
  }

  /**
   * Every registration, in no order.
   *
   * @param onPage told how many have been read so far
   */
  async all(onPage: (count: number) => void = () => {}): Promise<Registration[]> {
    return (await this.pages("Scan", {}, onPage)).map(fromItem);
  }

  private query(key: string): Promise<Item[]> {
    return this.pages("Query", {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: key } },
    });
  }

  private async pages(operation: Operation, body: object, onPage?: (count: number) => void): Promise<Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.read(operation, { TableName: this.table, ...body, ExclusiveStartKey: start });
      items.push(...(page.Items ?? []));
      onPage?.(items.length);
      start = page.LastEvaluatedKey;
    } while (start);
    return items;
  }

  private async read(operation: Operation, body: object): Promise<Page> {
    const response = await this.send(operation, JSON.stringify(body));
    const answer = (await response.json().catch(() => ({}))) as Page & { __type?: string; message?: string };
    if (response.ok) return answer;
    throw unreachable(this.table, `${response.status} ${answer.__type ?? ""} ${answer.message ?? ""}`.trim());
  }

  private async send(operation: Operation, body: string): Promise<Response> {
    try {
      return await this.aws.fetch(this.endpoint, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` },
        signal: AbortSignal.timeout(READ_TIMEOUT_MS),
      });
    } catch (cause) {
      throw unreachable(this.table, messageOf(cause), cause);
    }
  }
}

/** AWS, "Regions and endpoints": the China partition has a DNS suffix of its own. */
function dnsSuffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

function unreachable(table: string, reason: string, cause?: unknown): ClientCertificateError {
  return new ClientCertificateError("registry-unreachable", `the table ${table} did not answer: ${reason}`, { cause });
}
