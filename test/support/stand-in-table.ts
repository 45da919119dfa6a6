// A table as DynamoDB's API reference says, in pages: moto takes seconds for one of 100,000 items, and never breaks.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** DynamoDB ends a page at 1 MB. */
const PAGE_BYTES = 1024 * 1024;

interface Asked {
  readonly ExclusiveStartKey?: { readonly next: { readonly N: string } };
  readonly ExpressionAttributeValues?: { readonly ":pk": { readonly S: string } };
  readonly ConsistentRead?: boolean;
}

/** Answers a request instead of the table. */
export type Fault = (response: ServerResponse, asked: Asked) => void;

export class StandInTable {
  /** What was asked, in order. */
  readonly asked: Asked[] = [];
  /** @default - the table answers */
  fault?: Fault;
  private readonly byKey = new Map<string, string[]>();
  private readonly all: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(items: readonly object[] = []): Promise<StandInTable> {
    const table = new StandInTable();
    for (const item of items) table.put(item);
    table.server.listen(0, "127.0.0.1");
    await once(table.server, "listening");
    return table;
  }

  /** What a function that reads the table finds in its environment. */
  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "stand-in",
      AWS_SECRET_ACCESS_KEY: "stand-in",
      REGISTRY_TABLE: "client-certificates",
    };
  }

  put(item: object): void {
    const json = JSON.stringify(item);
    const { S: key } = (item as { pk: { S: string } }).pk;
    const filed = this.byKey.get(key);
    if (filed) filed.push(json);
    else this.byKey.set(key, [json]);
    this.all.push(json);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = JSON.parse(await read(request)) as Asked;
    this.asked.push(asked);
    if (this.fault) return this.fault(response, asked);
    const key = asked.ExpressionAttributeValues?.[":pk"].S;
    const found = key === undefined ? this.all : (this.byKey.get(key) ?? []);
    response.end(page(found, Number(asked.ExclusiveStartKey?.next.N ?? 0)));
  }
}

function page(items: readonly string[], start: number): string {
  let end = start;
  for (let size = 0; end < items.length && size < PAGE_BYTES; end++) size += items[end]!.length;
  const next = end < items.length ? `,"LastEvaluatedKey":{"next":{"N":"${end}"}}` : "";
  return `{"Items":[${items.slice(start, end).join(",")}],"Count":${end - start}${next}}`;
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
