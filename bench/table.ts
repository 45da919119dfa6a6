// The registry's table, with certificates in it, on this machine.
import { setTimeout as sleep } from "node:timers/promises";
import { type Item, toItem } from "../src/wire/item";
import { Moto } from "../test/support/moto";
import { registrationFor } from "../test/support/registrations";
import { StandInTable } from "../test/support/stand-in-table";
import { isOnPath } from "../test/support/tools";
import { NotHere } from "./not-here";
import { hostPattern } from "./programs/pairs";
import type { Session } from "./session";

const REGION = "eu-central-1";
const TABLE = "client-certificates";
const EMPTY = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
const BUCKET = "items";
const ADDED = "2026-01-01T00:00:00Z#000000";

/** A table of that many certificates on moto; resolves to the environment of a function that reads it. */
export async function motoTable(session: Session, count: number): Promise<NodeJS.ProcessEnv> {
  if (!isOnPath("moto_server")) throw new NotHere("moto_server is not on the PATH");
  const aws = await Moto.start("moto_server", REGION);
  session.onEnd(() => aws.stop());
  await importTable(aws, itemsOf(count));
  return environment(aws.url);
}

/** The same on a server that is fast with any number of them. */
export async function largeTable(session: Session, count: number): Promise<NodeJS.ProcessEnv> {
  const table = await StandInTable.start(itemsOf(count));
  session.onEnd(() => table.stop());
  return table.env;
}

/** The same with certificates that can be read. */
export async function readableTable(session: Session, count: number): Promise<NodeJS.ProcessEnv> {
  const items = Array.from({ length: count }, (_, i) => toItem(registrationFor({ host: hostPattern(i) }), ADDED));
  const table = await StandInTable.start(items);
  session.onEnd(() => table.stop());
  return { ...table.env, REGISTRY_NAME: "client-certificates" };
}

/** One of them for `www.acme.com`. */
function itemsOf(count: number): Item[] {
  const hosts = ["www.acme.com", ...Array.from({ length: count - 1 }, (_, i) => hostPattern(i))];
  return hosts.map((host) => toItem(registrationFor({ host, certificate: EMPTY }), ADDED));
}

function environment(url: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    REGISTRY_TABLE: TABLE,
  };
}

/** By DynamoDB's import from S3: one request, however many the items. */
async function importTable(aws: Moto, items: readonly Item[]): Promise<void> {
  await put(aws, `/${BUCKET}`, locationOf(REGION));
  await put(aws, `/${BUCKET}/items.json`, items.map((item) => JSON.stringify({ Item: item })).join("\n"));
  const started = await aws.call("dynamodb", "DynamoDB_20120810.ImportTable", {
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "NONE",
    S3BucketSource: { S3Bucket: BUCKET },
    TableCreationParameters: {
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((key) => ({ AttributeName: key, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    },
  });
  let description = started?.ImportTableDescription as ImportDescription;
  while (description.ImportStatus === "IN_PROGRESS") {
    await sleep(50);
    const answer = await aws.call("dynamodb", "DynamoDB_20120810.DescribeImport", { ImportArn: description.ImportArn });
    description = answer?.ImportTableDescription as ImportDescription;
  }
  if (description.ImportStatus !== "COMPLETED" || description.ImportedItemCount !== items.length) {
    throw new Error(`The table was not filled: ${JSON.stringify(description)}`);
  }
}

interface ImportDescription {
  readonly ImportArn: string;
  readonly ImportStatus: string;
  readonly ImportedItemCount?: number;
}

async function put(aws: Moto, path: string, body: string): Promise<void> {
  const scope = `bench/20260101/${REGION}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const response = await fetch(aws.url + path, { method: "PUT", body, headers: { authorization } });
  if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
}

function locationOf(region: string): string {
  return `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
}
