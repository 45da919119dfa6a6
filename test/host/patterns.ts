import fc from "fast-check";

const label = fc.constantFrom("a", "b", "api", "www", "acme", "example");
const wildLabel = fc.oneof(
  { weight: 3, arbitrary: label },
  fc.constantFrom("*", "a*", "*b", "?", "{a,b}", "{www,api}", "[ab]", "+(a|b)", "!(www)", "{,www.}acme"),
);

/** Hosts and patterns from few labels, so that they meet often. */
export const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join(".")}.test`);
export const pattern = fc.array(wildLabel, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join(".")}.test`);

/** A host, and patterns that match it by the way they are made. */
export const hostWithPatterns = (count: number) =>
  host.chain((name) => fc.tuple(fc.constant(name), fc.array(patternFor(name), { minLength: count, maxLength: count })));

function patternFor(name: string): fc.Arbitrary<string> {
  const labels = name.split(".").slice(0, -1);
  const wild = labels.map((text) =>
    fc.constantFrom(
      text,
      text,
      "*",
      `${text[0]}*`,
      `*${text.at(-1)}`,
      "?".repeat(text.length),
      `{${text},zz}`,
      `@(zz|${text})`,
    ),
  );
  return fc
    .tuple(fc.tuple(...wild), fc.nat({ max: labels.length }))
    .map(([made, dropped]) => (dropped > 1 ? ["*", ...made.slice(dropped)] : made))
    .map((made) => `${made.join(".")}.test`);
}
