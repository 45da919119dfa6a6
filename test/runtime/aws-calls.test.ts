// The two AWS calls of a check, against a service that fails: over HTTP, with the credentials where a check finds them.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { AwsService, accountOf } from "../../src/registry/aws-service";
import { DynamoDbStore } from "../../src/registry/dynamodb-store";
import { ClientCertificates } from "../../src/runtime";
import { AwsCalls } from "../../src/runtime/aws-calls";
import { secretError } from "../../src/runtime/aws-errors";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const environment = { ...process.env };
let directory: string;
/** What the next requests get; afterwards the answer of `healthy`. */
let failures: Answer[];
let seen: IncomingMessage[];
let calls: AwsCalls;

const healthy: Answer = (response, { url = "" }) =>
  void response.end(url.includes("/functions/") ? '{"host":"a.test","certificate":null}' : '{"SecretString":"value"}');

const aws = createServer(async (request, response) => {
  for await (const _ of request);
  seen.push(request);
  (failures.shift() ?? healthy)(response, request);
});

beforeAll(async () => {
  aws.listen(0, "127.0.0.1");
  await once(aws, "listening");
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aws-calls-"));
  failures = [];
  seen = [];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAENVIRONMENT",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
  });
  delete process.env.AWS_PROFILE;
  calls = new AwsCalls();
});

afterEach(() => {
  calls.close();
  process.env = { ...environment };
  rmSync(directory, { recursive: true });
});

afterAll(() => {
  aws.close();
  aws.closeAllConnections();
});

const FAULTS: Readonly<Record<string, Answer>> = {
  "a reset": (response) => void response.socket?.resetAndDestroy(),
  "an end without an answer": (response) => void response.socket?.end(),
  "status 500": (response) => void response.writeHead(500).end('{"__type":"InternalServiceError"}'),
  "status 502 with HTML": (response) => void response.writeHead(502).end("<html>"),
  "status 503": (response) => void response.writeHead(503).end(),
  "too many requests": (response) =>
    void response.writeHead(429, { "x-amzn-errortype": "TooManyRequestsException" }).end('{"message":"Rate Exceeded"}'),
  throttling: (response) => void response.writeHead(400).end('{"__type":"ThrottlingException","message":"slow down"}'),
  "a name for throttling in a header": (response) =>
    void response.writeHead(400, { "x-amzn-errortype": "RequestLimitExceeded" }).end("{}"),
  "a request that took AWS too long": (response) =>
    void response.writeHead(400).end('{"__type":"com.amazon.coral.service#RequestTimeoutException"}'),
  "throttling that asks for a pause": (response) =>
    void response.writeHead(429, { "retry-after": "1" }).end('{"message":"Rate Exceeded"}'),
  "an answer that is cut off": (response) => {
    response.writeHead(200, { "content-length": "500" }).write("{", () => response.socket?.destroy());
  },
};

describe.each(Object.entries(FAULTS))("after %s", (_, fault) => {
  test("a call is tried again", async () => {
    failures = [fault, fault];
    expect(await calls.secretValue("a")).toBe("value");
    failures = [fault];
    expect(await calls.invoke("r", "{}")).toContain("a.test");
    expect(seen).toHaveLength(5);
  });

  test("it is not tried for ever", async () => {
    failures = Array.from({ length: 20 }, () => fault);
    await expect(calls.secretValue("a")).rejects.toThrow();
    expect(seen).toHaveLength(4);
  });
});

test.each([
  [
    403,
    { "x-amzn-errortype": "AccessDeniedException:http://internal.amazon.com/" },
    '{"Message":"no"}',
    "AccessDeniedException",
  ],
  [
    400,
    {},
    '{"__type":"com.amazonaws.secretsmanager#ResourceNotFoundException","message":"no"}',
    "ResourceNotFoundException",
  ],
  [400, {}, "garbage", "status 400"],
])("a refusal of status %d is not tried again, and keeps its name", async (status, headers, body, name) => {
  failures = [(response) => void response.writeHead(status, headers).end(body)];
  await expect(calls.secretValue("a")).rejects.toMatchObject({ name });
  expect(seen).toHaveLength(1);
});

test("throttling that a message only mentions is no reason to try again", async () => {
  failures = [
    (response) => void response.writeHead(400).end('{"__type":"ValidationException","message":"Throttling"}'),
  ];
  await expect(calls.secretValue("a")).rejects.toMatchObject({ name: "ValidationException" });
  expect(seen).toHaveLength(1);
});

/** AWS, whose clock is so far ahead of this machine's, and which refuses what is signed at another time. */
function clockAhead(milliseconds: number): Answer {
  return (response, request) => {
    const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers["x-amz-date"])) ?? [];
    const [year, month, day, hour, minute, second] = parts.map(Number) as [number, ...number[]];
    const signed = Date.UTC(year, month! - 1, day, hour, minute, second);
    const now = Date.now() + milliseconds;
    response.setHeader("date", new Date(now).toUTCString());
    if (Math.abs(now - signed) < 5 * 60_000) return healthy(response, request);
    response.writeHead(400).end('{"__type":"InvalidSignatureException","message":"Signature expired"}');
  };
}

test.each([-1, 1])("a clock that is wrong by %d hours is put right by AWS's, once", async (hours) => {
  failures = Array.from({ length: 4 }, () => clockAhead(hours * 3_600_000));
  expect(await calls.secretValue("a")).toBe("value");
  expect(await calls.secretValue("b")).toBe("value");
  expect(seen).toHaveLength(3);
});

test("a signature that is wrong for another reason is not tried again", async () => {
  failures = [(response) => void response.writeHead(403).end('{"__type":"SignatureDoesNotMatch"}')];
  await expect(calls.secretValue("a")).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  expect(seen).toHaveLength(1);
});

test.each(["0500", "275760"])(
  "a date of AWS's that is none (the year %s) is not learnt: the next call is signed as ever",
  async (year) => {
    failures = [
      (response) => {
        response.setHeader("date", `Sat, 13 Sep ${year} 00:00:00 GMT`);
        response.writeHead(403).end('{"__type":"InvalidSignatureException","message":"Signature expired"}');
      },
    ];
    await expect(calls.secretValue("a")).rejects.toThrow("Signature expired");
    expect(await calls.secretValue("a")).toBe("value");
    expect(String(seen[1]?.headers["x-amz-date"]).slice(0, 4)).toBe(String(new Date().getUTCFullYear()));
  },
);

/** Of a wrong signature AWS says what was signed: headers, the token of the credentials among them. */
const SIGNED =
  "The request signature does not match.\n\nThe Canonical String was\n'POST\nx-amz-security-token:token\n'";

test("of what AWS says of a wrong signature, the token of the credentials is in no error", async () => {
  const refused: Answer = (response) =>
    void response.writeHead(403).end(JSON.stringify({ __type: "SignatureDoesNotMatch", message: SIGNED }));
  failures = Array.from({ length: 3 }, () => refused);
  const store = new DynamoDbStore("registry", process.env);
  for (const call of [calls.secretValue("a"), calls.invoke("r", "{}"), store.all(() => undefined)]) {
    const error = await call.catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("The request signature does not match.") });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("security-token");
  }
});

test.each(["UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException"])(
  "credentials that AWS does not accept (%s) are told as such, and not as a permission that is missing",
  async (type) => {
    const refused: Answer = (response) => void response.writeHead(403, { "x-amzn-errortype": type }).end("{}");
    failures = [refused];
    const certificates = new ClientCertificates({ registry: "r" });
    const message = expect.stringMatching(/does not accept the credentials.*AWS_ACCESS_KEY_ID/);
    await expect(certificates.resolve("a.test")).rejects.toMatchObject({ code: "registry-unreachable", message });
    expect(secretError("s", await thrownBy(refused), "key")).toMatchObject({ code: "secret-unreadable", message });
    await certificates.close();
  },
);

async function thrownBy(refused: Answer): Promise<unknown> {
  failures = [refused];
  return calls.secretValue("a").catch((error: unknown) => error);
}

test("an answer of a function that failed is none, however it says so", async () => {
  failures = [(response, request) => healthy(response.setHeader("x-amz-function-error", "") && response, request)];
  await expect(calls.invoke("r", "{}")).rejects.toThrow("it failed");
});

test("a pause that is longer than there is time is no reason to forget what AWS said", async () => {
  failures = [(response) => void response.writeHead(429, { "retry-after": "60" }).end("{}")];
  const service = new AwsService("lambda", () => accountOf("lambda", process.env));
  const answer = await service.call({ headers: {}, body: "" }, AbortSignal.timeout(500));
  expect(answer.status).toBe(429);
  expect(seen).toHaveLength(1);
});

test("with credentials in the environment, requests are signed by them, with their token", async () => {
  await calls.invoke("r", "{}");
  expect(seen[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAENVIRONMENT\/\d{8}\/eu-central-1\/lambda\/aws4_request, /,
  );
  expect(seen[0]?.headers["x-amz-security-token"]).toBe("token");
});

test("the region that is given goes before the one in the environment", async () => {
  const elsewhere = new AwsCalls("us-west-2");
  await elsewhere.secretValue("a");
  elsewhere.close();
  expect(seen[0]?.headers.authorization).toContain("/us-west-2/secretsmanager/");
});

test("a profile goes before the keys in the environment, and brings its region", async () => {
  writeFileSync(join(directory, "credentials"), "[team]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = x\n");
  writeFileSync(join(directory, "config"), "[profile team]\nregion = eu-west-1\n");
  process.env.AWS_PROFILE = "team";
  delete process.env.AWS_REGION;
  await calls.secretValue("a");
  expect(seen[0]?.headers.authorization).toMatch(/Credential=AKIAPROFILE\/\d{8}\/eu-west-1\//);
});

test("without credentials anywhere, the registry is out of reach, and the error says why", async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  delete process.env.AWS_SECRET_ACCESS_KEY;
  const certificates = new ClientCertificates({ registry: "r" });
  await expect(certificates.resolve("a.test")).rejects.toMatchObject({
    code: "registry-unreachable",
    message: expect.stringMatching(/credential/i),
  });
  await certificates.close();
});

test("the calls of a client that is installed go to AWS, and not through the client", async () => {
  const certificates = new ClientCertificates({ registry: "r" });
  certificates.install();
  expect((await certificates.resolve("a.test")).certificate).toBeNull();
  expect(seen).toHaveLength(1);
  await certificates.close();
});

test("the AWS SDK is not loaded where the credentials are in the environment", async () => {
  const script = `
    const { ClientCertificates } = require(${JSON.stringify(join(__dirname, "../../dist/runtime"))});
    const certificates = new ClientCertificates({ registry: "r" });
    certificates.resolve("a.test").catch(() => undefined).then(async () => {
      await certificates.close();
      console.log(Object.keys(require.cache).filter((file) => /@aws-sdk|@smithy/.test(file)).length);
    });`;
  const env = { ...process.env, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  expect(execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).trim()).toBe("0");
});
