// The least that a function can do which reads a table: one signed call. Bundled as the resolver is.
import { DynamoDb } from "./dynamodb";

const dynamodb = new DynamoDb(process.env);

export const handler = (): Promise<object> => dynamodb.query("host#www.acme.com");
