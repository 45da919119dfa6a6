// The resolver against a table that lies, breaks or never ends: over HTTP, as it is deployed.
import type { ServerResponse } from "node:http";
import { DynamoDbStore } from "../../src/registry/dynamodb-store";
import { isUnreadable } from "../../src/registry/store";
import { Resolver } from "../../src/resolver/resolver";
import { toItem } from "../../src/wire/item";
import { onOneLine } from "../../src/wire/pem";
import { registrationFor } from "../support/registrations";
import { type Fault, StandInTable } from "../support/stand-in-table";

const GOOD = toItem(registrationFor({ host: "*.acme.com" }), "2026-01-01T00:00:00Z#000000");
const UNREACHABLE = { error: { code: "registry-unreachable", message: expect.any(String) } };

let table: StandInTable;

beforeEach(async () => {
  table = await StandInTable.start([GOOD]);
});
afterEach(() => table.stop());

function setUp({ deadlineMs = 7_000 } = {}) {
  const clock = { now: 0 };
  const told: string[] = [];
  const resolver = new Resolver(new DynamoDbStore("client-certificates", table.env), {
    freshMs: 5_000,
    staleMs: 60_000,
    deadlineMs,
    maxHosts: 100,
    maxBytes: 1024 * 1024,
    now: () => clock.now,
    onUnreadable: (items) => told.push(...items.map(({ sk }) => sk)),
  });
  return { clock, resolver, told };
}

/** An answer of status 200 with this body. */
const body =
  (text: string): Fault =>
  (response) =>
    void response.end(text);
const cutOff: Fault = (response) => {
  response.writeHead(200, { "content-length": "500" }).write('{"Items":[', () => response.socket?.destroy());
};
const key = (n: number) => ({ pk: { S: "tail#acme.com" }, sk: { S: String(n) } });

const FAULTS: Readonly<Record<string, Fault>> = {
  "is cut off after its headers": cutOff,
  "is cut off, and says nothing of its length": body('{"Items":[{"pk":{"S":"tail#ac'),
  "is empty": body(""),
  "is white space": body(" \n"),
  "is HTML": body("<html><body>Sign in</body></html>"),
  "is null": body("null"),
  "is a list": body("[]"),
  "is a text": body('"Items"'),
  "has no Items": body("{}"),
  "has Items that are null": body('{"Items":null}'),
  "has Items that are an object": body('{"Items":{"0":{}}}'),
  "has fewer Items than it counted": body('{"Items":[],"Count":1}'),
  "is an error with status 200": body('{"__type":"InternalServerError","message":"no"}'),
  "has a LastEvaluatedKey that is a text": body('{"Items":[],"LastEvaluatedKey":"more"}'),
  "has a LastEvaluatedKey that is null": body('{"Items":[],"LastEvaluatedKey":null}'),
  "has an empty LastEvaluatedKey": body('{"Items":[],"LastEvaluatedKey":{}}'),
  "has the same LastEvaluatedKey for ever": body(JSON.stringify({ Items: [], LastEvaluatedKey: key(0) })),
  "is a redirect": (response) => void response.writeHead(302, { location: "/elsewhere" }).end(),
  "is nothing, with status 204": (response) => void response.writeHead(204).end(),
  "is garbage, with status 500": (response) => void response.writeHead(500).end("<html>"),
  "is a refusal": (response) => void response.writeHead(400).end('{"__type":"AccessDeniedException","message":"no"}'),
};

describe.each(Object.entries(FAULTS))("an answer of the table that %s", (_, fault) => {
  test("is no answer: a recent one serves, otherwise there is an error", async () => {
    const { clock, resolver } = setUp();
    await resolver.handle({ host: "www.acme.com" });
    table.fault = fault;
    clock.now = 10_000;
    expect(await resolver.handle({ host: "www.acme.com" })).toMatchObject({
      certificate: { host: "*.acme.com" },
      stale: true,
    });
    expect(await resolver.handle({ host: "api.acme.com" })).toEqual(UNREACHABLE);
  });

  test("is no reason for a report that nothing expires", async () => {
    table.fault = fault;
    const read = new DynamoDbStore("client-certificates", table.env).all(() => {});
    await expect(read).rejects.toMatchObject({ code: "registry-unreachable" });
  });
});

describe("what takes long ends in time", () => {
  const endless: Readonly<Record<string, Fault>> = {
    silence: () => {},
    "pages that never end": (response, { ExclusiveStartKey }) => {
      const n = Number((ExclusiveStartKey as { sk?: { S: string } } | undefined)?.sk?.S ?? 0);
      response.end(JSON.stringify({ Items: [GOOD], LastEvaluatedKey: key(n + 1) }));
    },
    "a body that never ends": (response) => {
      const chunk = Buffer.alloc(64 * 1024, " ");
      let open = true;
      response.on("close", () => {
        open = false;
      });
      const more = () => open && response.write(chunk, () => setImmediate(more));
      response.write('{"Items":[');
      more();
    },
    "a body that trickles": (response) => trickle(response),
  };

  test.each(Object.entries(endless))("%s: a stale answer, or an error", async (_, fault) => {
    const { clock, resolver } = setUp({ deadlineMs: 1_500 });
    await resolver.handle({ host: "www.acme.com" });
    table.fault = fault;
    clock.now = 10_000;
    const started = performance.now();
    expect(await resolver.handle({ host: "www.acme.com" })).toMatchObject({ stale: true });
    expect(await resolver.handle({ host: "api.acme.com" })).toEqual(UNREACHABLE);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => clearInterval(timer));
}

test.each([
  ["reset", 1],
  ["unavailable", 2],
  ["throttled", 1],
] as const)("a table that is %s for a moment is asked again", async (kind, times) => {
  let left: number = times;
  table.fault = (response, asked) => {
    if (asked.ExpressionAttributeValues?.[":pk"].S !== "tail#acme.com" || left-- <= 0) {
      const Items = asked.ExpressionAttributeValues?.[":pk"].S === "tail#acme.com" ? [GOOD] : [];
      response.end(JSON.stringify({ Items }));
    } else if (kind === "reset") response.socket?.resetAndDestroy();
    else if (kind === "unavailable") response.writeHead(503).end("{}");
    else response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb#ThrottlingException"}');
  };
  expect(await setUp().resolver.handle({ host: "www.acme.com" })).toMatchObject({
    certificate: { host: "*.acme.com" },
  });
});

test("a client that found a secret gone is answered by a consistent read, others are not", async () => {
  const { resolver } = setUp();
  await resolver.handle({ host: "www.acme.com" });
  expect(new Set(table.asked.map(({ ConsistentRead }) => ConsistentRead))).toEqual(new Set([false]));
  table.asked.length = 0;
  await resolver.handle({ host: "www.acme.com", fresh: true });
  expect(new Set(table.asked.map(({ ConsistentRead }) => ConsistentRead))).toEqual(new Set([true]));
});

test.each(["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])(
  "an environment without %s is an error that names it",
  (name) => {
    const { [name]: _, ...env } = table.env;
    expect(() => new DynamoDbStore("client-certificates", env)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(name) }),
    );
  },
);

test("a registry without a table's name is an error", () => {
  expect(() => new DynamoDbStore("", table.env)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});

describe("one item that cannot be read", () => {
  const { pk: _, sk: __, ...attributes } = toItem(registrationFor({ host: "w*.acme.com" }), "");
  const bad = (change: object) => ({
    pk: { S: "tail#acme.com" },
    sk: { S: "2026-02-01T00:00:00Z#000000#shop/Bad" },
    ...attributes,
    ...change,
  });
  const BAD: Readonly<Record<string, object>> = {
    "has an attribute of type BOOL": bad({ extra: { BOOL: true } }),
    "has an attribute of type NULL": bad({ x509Authorities: { NULL: true } }),
    "has an attribute of type SS": bad({ tags: { SS: ["a"] } }),
    "has an attribute of type B": bad({ extra: { B: "AAAA" } }),
    "has an attribute of two types": bad({ keyType: { S: "ec", N: "1" } }),
    "has an attribute that is no object": bad({ keyType: "ec" }),
    "has a number that is none": bad({ chainLength: { N: "one" } }),
    "has no host": bad({ host: undefined }),
    "has a host that is a number": bad({ host: { N: "5" } }),
    "has a host that is a list": bad({ host: { L: [{ S: "*.acme.com" }] } }),
    "has a host that is a map": bad({ host: { M: {} } }),
    "has an empty host": bad({ host: { S: "" } }),
    "has a host of 100,000 characters": bad({ host: { S: `${"a".repeat(100_000)}.acme.com` } }),
    "has a host of a million alternatives": bad({ host: { S: "{1..1000000}.acme.com" } }),
    "has no declaration": bad({ declaration: undefined }),
    "has no secret's name": bad({ secretName: undefined }),
    "has no certificate": bad({ x509: undefined }),
    "has a certificate that is none": bad({ x509: { S: "garbage!" } }),
    "has a certificate that was cut off": bad({
      x509: { S: onOneLine(registrationFor({ host: "a" }).certificate).slice(0, 92) },
    }),
    "has fewer certificates than its chain": bad({ chainLength: { N: "2" } }),
    "has an end that is no date": bad({ notAfter: { S: "soon" } }),
    "has a sort key without a date": bad({ sk: { S: "zzz" } }),
    "has a sort key that is a number": bad({ sk: { N: "1" } }),
    "is no item": { pk: { S: "tail#acme.com" } },
    "has a prototype of its own": JSON.parse(
      '{"pk":{"S":"tail#acme.com"},"__proto__":{"M":{"host":{"S":"*.acme.com"}}}}',
    ),
  };

  test.each(Object.entries(BAD))("and %s: the others serve; it is told, and explained", async (_, item) => {
    table.put(item);
    const { resolver, told } = setUp();
    expect(await resolver.handle({ host: "www.acme.com" })).toMatchObject({ certificate: { host: "*.acme.com" } });
    expect(told).toHaveLength(1);
    expect(await resolver.handle({ host: "web.acme.com", explain: true })).toMatchObject({
      certificate: { host: "*.acme.com" },
      considered: [
        { rank: 1, host: "*.acme.com" },
        { rank: null, reason: expect.stringMatching(/^left out: an item of the table client-certificates/) },
      ],
    });
    const read: boolean[] = [];
    await new DynamoDbStore("client-certificates", table.env).all((entry) => read.push(isUnreadable(entry)));
    expect(read).toEqual([false, true]);
  });

  test("is not taken for a host's having no certificate", async () => {
    const { resolver } = setUp();
    table.put({
      ...bad({ host: { S: "www.other.com" }, x509: { S: "garbage" } }),
      pk: { S: "host#www.other.com" },
    });
    table.put({ ...bad({ host: { L: [] } }), pk: { S: "tail#more.com" } });
    expect(await resolver.handle({ host: "www.other.com" })).toEqual({
      error: { code: "registry-unreachable", message: expect.stringContaining("host#www.other.com") },
    });
    expect(await resolver.handle({ host: "www.more.com" })).toEqual(UNREACHABLE);
    // Its pattern can be read, and is for other hosts.
    table.put({ ...bad({ host: { S: "a-*.third.com" }, x509: { S: "garbage" } }), pk: { S: "tail#third.com" } });
    expect(await resolver.handle({ host: "www.third.com" })).toEqual({ host: "www.third.com", certificate: null });
  });
});

test.each([1_000, 10_000, 100_000, 1_000_000])(
  "a host of %d characters is refused before the table is asked",
  async (length) => {
    const host = `${"a.".repeat(length / 2 - 2)}com`;
    const { resolver } = setUp();
    for (const request of [
      { host },
      { url: `https://${host}/` },
      { host: `${"a".repeat(64)}.com` },
      { host: "ü.".repeat(length / 4) },
    ]) {
      expect(await resolver.handle(request)).toEqual({
        error: { code: "invalid-host", message: expect.stringMatching(/^.{1,250}$/s) },
      });
    }
    expect(table.asked).toEqual([]);
  },
);
