import { judge, type PolicyDocument } from "./iam-policy";

const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/registry";

function verdict(statements: object[], action: string, resource: string, context = {}) {
  return judge([{ Statement: statements } as unknown as PolicyDocument], { action, resource, context });
}

const query = { Effect: "Allow", Action: "dynamodb:Query", Resource: TABLE };

test("allows an action on the resource that is named", () => {
  expect(verdict([query], "dynamodb:Query", TABLE)).toBe("allow");
  expect(verdict([query], "dynamodb:Query", `${TABLE}2`)).toBe("no statement");
  expect(verdict([query], "dynamodb:PutItem", TABLE)).toBe("no statement");
});

test("knows wildcards, and that nothing else is special", () => {
  const statement = { Effect: "Allow", Action: ["dynamodb:*Item"], Resource: "arn:aws:dynamodb:*:table/re?istry" };
  expect(verdict([statement], "dynamodb:putitem", TABLE)).toBe("allow");
  expect(verdict([{ ...query, Resource: TABLE.replace("registry", "regis.ry") }], "dynamodb:Query", TABLE)).toBe(
    "no statement",
  );
});

test("an explicit deny wins", () => {
  expect(verdict([query, { Effect: "Deny", Action: "*", Resource: "*" }], "dynamodb:Query", TABLE)).toBe("deny");
});

test("NotAction and NotResource are the rest", () => {
  const statement = { Effect: "Allow", NotAction: "iam:*", NotResource: `${TABLE}/*` };
  expect(verdict([statement], "dynamodb:Query", TABLE)).toBe("allow");
  expect(verdict([statement], "iam:CreateUser", TABLE)).toBe("no statement");
  expect(verdict([statement], "dynamodb:Query", `${TABLE}/index/i`)).toBe("no statement");
});

test.each([
  [{ StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" } }, "allow"],
  [{ StringLike: { "KMS:viaservice": ["dynamodb.*", "secretsmanager.*"] } }, "allow"],
  [{ StringEquals: { "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com" } }, "no statement"],
  [{ StringEquals: { "aws:PrincipalTag/team": "a" } }, "no statement"],
  [{ StringEqualsIfExists: { "aws:PrincipalTag/team": "a" } }, "allow"],
  [{ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["host#*"] } }, "allow"],
])("conditions: %j", (Condition, expected) => {
  const context = { "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"] };
  expect(verdict([{ ...query, Condition }], "dynamodb:Query", TABLE, context)).toBe(expected);
});

test("refuses to judge an operator that it does not know", () => {
  const statement = { ...query, Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "1" } } };
  expect(() => verdict([statement], "dynamodb:Query", TABLE)).toThrow("NumericLessThan");
});
