import { DynamoDbStore } from "../registry/dynamodb-store";
import { Resolver } from "./resolver";

const resolver = new Resolver(new DynamoDbStore(process.env.REGISTRY_TABLE ?? "", process.env), {
  freshMs: 5_000,
  staleMs: 15 * 60_000,
  maxHosts: 1_000,
  now: Date.now,
});

/** The entry point of the Lambda function. */
export const handler = (event: unknown): Promise<unknown> => resolver.handle(event);
