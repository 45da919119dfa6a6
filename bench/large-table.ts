// A table that only answers queries, as DynamoDB's API reference says: moto takes seconds for one of 100,000 items.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Item } from "../src/wire/item";

interface Query {
  readonly ExpressionAttributeValues: { readonly ":pk": { readonly S: string } };
}

/** Serves the items; resolves to the address. */
export async function serveItems(items: readonly Item[]): Promise<{ url: string; stop(): void }> {
  const byKey = new Map<string, Item[]>();
  for (const item of items) {
    const { S: key } = item.pk as { S: string };
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  const server = createServer(async (request, response) => {
    const { ExpressionAttributeValues: values } = JSON.parse(await read(request)) as Query;
    response.end(JSON.stringify({ Items: byKey.get(values[":pk"].S) ?? [] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
