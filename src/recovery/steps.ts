import { printableJson } from "../printable";
import { asideKey, type DeployedItem, type DeployedSecret } from "./deployed";

/** One thing to do, and why. */
export type Step = { readonly why: string } & (
  | {
      readonly kind: "terraform";
      readonly directory: string;
      readonly parameters: readonly string[];
      readonly optional?: true;
    }
  | { readonly kind: "delete-secret"; readonly secret: DeployedSecret }
  | { readonly kind: "delete-item"; readonly table: string; readonly item: DeployedItem }
  | { readonly kind: "set-aside"; readonly table: string; readonly item: DeployedItem }
);

/** The same step as a command of a POSIX shell. */
export function commandOf(step: Step): string {
  switch (step.kind) {
    case "terraform":
      return shell(["terraform", `-chdir=${step.directory}`, ...step.parameters]);
    case "delete-secret":
      return shell([
        "aws",
        "secretsmanager",
        "delete-secret",
        "--secret-id",
        step.secret.arn,
        "--force-delete-without-recovery",
      ]);
    case "delete-item":
      return shell(["aws", "dynamodb", "delete-item", "--table-name", step.table, "--key", compact(key(step.item))]);
    case "set-aside":
      return shell(["aws", "dynamodb", "transact-write-items", "--transact-items", compact(asideItems(step))]);
  }
}

/** An item under another key, in one transaction: it is never gone. */
export function asideItems({ table, item }: Extract<Step, { kind: "set-aside" }>): readonly object[] {
  const copy = { ...Object(item.raw), sk: { S: asideKey(item) } };
  return [{ Put: { TableName: table, Item: copy } }, { Delete: { TableName: table, Key: key(item) } }];
}

export function key({ pk, sk }: DeployedItem) {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** JSON on one line, in which nothing does something to a terminal; the same value. */
function compact(value: unknown): string {
  return printableJson(value).replace(/\n */g, " ");
}

function shell(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
