import { ClientCertificateError, messageOf } from "../errors";
import { Fields, list, number, Place, parseJson, type Reader, text } from "../wire/fields";
import { readAttribute, readItem } from "../wire/item";
import type { Registration } from "../wire/registration";
import { refusalIn } from "./aws-answer";
import { AwsService, accountOf } from "./aws-service";
import type { ReadOptions, RegistrationStore, UnreadableItem } from "./store";

type Operation = "Query" | "Scan";
type Found = (entry: Registration | UnreadableItem) => void;

/** The deployed registry: one query for each key, all at once, page by page. */
export class DynamoDbStore implements RegistrationStore {
  private readonly service: AwsService;
  private readonly item: Place;

  /**
   * @param env credentials, region and, for tests, the endpoint: see `accountOf`
   * @throws ClientCertificateError `invalid-argument` where one of them is missing
   */
  constructor(
    private readonly table: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.item = new Place({
      name: `an item of the table ${table}`,
      code: "registry-unreachable",
      fix: "Deploy it again, or delete it",
    });
    if (table === "") throw new ClientCertificateError("invalid-argument", "the table has no name");
    const account = accountOf("dynamodb", env);
    this.service = new AwsService("dynamodb", () => account);
  }

  async find(keys: readonly string[], found: Found, { signal, fresh, only }: ReadOptions = {}): Promise<void> {
    const failed = new AbortController();
    const query = (key: string) => ({
      ConsistentRead: fresh === true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: key } },
    });
    try {
      const either = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
      await Promise.all(
        keys.map((key) => this.pages("Query", query(key), (item) => this.hand(item, found, only), either)),
      );
    } finally {
      failed.abort();
    }
  }

  /** Hands over every item of the table, in no order. */
  async all(found: Found, { signal }: Pick<ReadOptions, "signal"> = {}): Promise<void> {
    await this.pages("Scan", {}, (item) => this.hand(item, found), signal);
  }

  /** Hands over every item of the table as DynamoDB has it, in no order. */
  async items(found: (item: unknown) => void, { signal }: Pick<ReadOptions, "signal"> = {}): Promise<void> {
    await this.pages("Scan", {}, found, signal);
  }

  private async pages(
    operation: Operation,
    query: object,
    found: (item: unknown) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let start: Key | undefined;
    do {
      const page = await this.page(
        operation,
        { TableName: this.table, ...query, ExclusiveStartKey: start?.key },
        signal,
      );
      if (start && page.next?.text === start.text) throw this.unreachable("its pages have no end");
      page.items.forEach(found);
      start = page.next;
    } while (start);
  }

  private async page(operation: Operation, body: object, signal?: AbortSignal): Promise<Page> {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    };
    const answer = await this.service.call({ headers, body: JSON.stringify(body) }, signal).catch((cause) => {
      throw this.unreachable(signal?.aborted ? "no answer in the time that it has" : messageOf(cause), cause);
    });
    if (answer.status !== 200) {
      const { name, message } = refusalIn(answer);
      throw this.unreachable(`${answer.status} ${name}: ${message}`);
    }
    const at = new Place({
      name: `the answer of the table ${this.table}`,
      code: "registry-unreachable",
      fix: "DynamoDB said it",
    });
    return readPage(parseJson(answer.body, at), at);
  }

  private hand(item: unknown, found: Found, only?: ReadOptions["only"]): void {
    const host = only && readAttribute(item, "host", this.item);
    if (host === undefined || only?.(host)) found(this.read(item));
  }

  private read(item: unknown): Registration | UnreadableItem {
    try {
      return readItem(item, this.item);
    } catch (error) {
      return {
        pk: readAttribute(item, "pk", this.item) ?? "?",
        sk: readAttribute(item, "sk", this.item) ?? "?",
        host: readAttribute(item, "host", this.item),
        problem: messageOf(error),
      };
    }
  }

  private unreachable(reason: string, cause?: unknown): ClientCertificateError {
    return new ClientCertificateError("registry-unreachable", `the table ${this.table} did not answer: ${reason}`, {
      cause,
    });
  }
}

interface Key {
  readonly key: unknown;
  /** For comparison. */
  readonly text: string;
}

interface Page {
  readonly items: readonly unknown[];
  readonly next?: Key;
}

/** A page that is not whole is no page: what is missing could be a certificate. */
const readPage: Reader<Page> = (value, at) => {
  const fields = Fields.of(value, at);
  const items = fields.read(
    "Items",
    list<unknown>((item) => item),
  );
  const count = fields.optional("Count", number) ?? items.length;
  if (count !== items.length) at.field("Items").fail(`has ${items.length} of ${count} items`);
  return { items, next: fields.optional("LastEvaluatedKey", readKey) };
};

const readKey: Reader<Key> = (key, at) => {
  const attributes = Fields.of(key, at).entries((attribute, place) => Fields.of(attribute, place).entries(text));
  if (attributes.length === 0) at.fail("is empty");
  return { key, text: JSON.stringify(key) };
};
