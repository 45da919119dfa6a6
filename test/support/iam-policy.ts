// Judges IAM policies as AWS does: an explicit deny wins, otherwise one allow is needed. Pure.

export type Verdict = "allow" | "deny" | "no statement";

export interface PolicyQuestion {
  readonly action: string;
  readonly resource: string;
  /** Condition keys and their values, such as `kms:ViaService`. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export interface PolicyDocument {
  readonly Statement: Statement | readonly Statement[];
}

type OneOrMore = string | readonly string[];

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

export function judge(documents: readonly PolicyDocument[], question: PolicyQuestion): Verdict {
  const effects = documents
    .flatMap(({ Statement }) => list(Statement))
    .filter((statement) => concerns(statement, question))
    .map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "deny";
  return effects.includes("Allow") ? "allow" : "no statement";
}

function concerns(statement: Statement, { action, resource, context }: PolicyQuestion): boolean {
  const isAction = statement.Action
    ? list(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))
    : !list(statement.NotAction ?? []).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  const isResource = statement.Resource
    ? list(statement.Resource).some((pattern) => matches(pattern, resource))
    : !list(statement.NotResource ?? []).some((pattern) => matches(pattern, resource));
  return isAction && isResource && Object.entries(statement.Condition ?? {}).every((test) => holds(test, context));
}

type Comparison = (expected: string, actual: string) => boolean;

const equals: Comparison = (expected, actual) => expected === actual;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
  Bool: equals,
};

function holds(
  [operator, keys]: [string, Readonly<Record<string, OneOrMore>>],
  context: PolicyQuestion["context"],
): boolean {
  const [, quantifier, name = "", ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = COMPARISONS[name];
  // A policy that cannot be judged must fail its test, not pass it.
  if (!comparison) throw new Error(`The condition operator ${operator} is not known to the local AWS.`);
  return Object.entries(keys).every(([key, expected]) => {
    const actual = contextValues(context, key);
    if (!actual) return ifExists !== undefined || quantifier === "ForAllValues";
    const isExpected = (value: string) => list(expected).some((pattern) => comparison(String(pattern), value));
    return quantifier === "ForAllValues" ? actual.every(isExpected) : actual.some(isExpected);
  });
}

function contextValues(context: PolicyQuestion["context"], key: string): readonly string[] | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** `*` is any text and `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function list<T>(oneOrMore: T | readonly T[]): readonly T[] {
  return Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore as T];
}
