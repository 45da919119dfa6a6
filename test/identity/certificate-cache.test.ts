// How long answers serve, with a clock of the test's own.
import { ClientCertificateError } from "../../src/errors";
import { CertificateCache } from "../../src/identity/certificate-cache";
import type { Answer } from "../../src/wire/answer";

const HOST = "www.acme.test";
const TTL = { timeToLiveMs: 60_000, negativeTimeToLiveMs: 10_000, maxStaleMs: 900_000, maxHosts: 3 };

let clock: number;
let calls: { host: string; fresh?: boolean }[];
let reply: () => Promise<Partial<Answer>>;
let cache: CertificateCache;

const certificate = (secretName: string) => ({ certificate: { secretName } as Answer["certificate"] });
const down = async () => Promise.reject(new ClientCertificateError("registry-unreachable", "down"));
const settled = () => new Promise((resolve) => setImmediate(resolve));
const nameOf = ({ answer }: { answer: Answer }) => answer.certificate?.secretName;

beforeEach(() => {
  clock = 1_000_000;
  calls = [];
  reply = async () => certificate("one");
  cache = new CertificateCache(
    {
      resolve: async (host, options) => {
        calls.push({ host, ...options });
        return { host, certificate: null, ...(await reply()) } as Answer;
      },
    },
    { ...TTL, now: () => clock },
  );
});

test("an answer serves for its time to live; the busy host does not wait for the refresh", async () => {
  await cache.get(HOST);
  clock += 44_999;
  expect(cache.peek(HOST)).toBeDefined();
  expect(calls).toHaveLength(1);

  reply = async () => certificate("two");
  clock += 1;
  expect(nameOf(cache.peek(HOST)!)).toBe("one");
  expect(nameOf(cache.peek(HOST)!)).toBe("one");
  await settled();
  expect(calls).toHaveLength(2);
  expect(nameOf(cache.peek(HOST)!)).toBe("two");
});

test("an idle host waits: nothing older than its time to live serves", async () => {
  await cache.get(HOST);
  reply = async () => certificate("two");
  clock += 60_000;
  expect(cache.peek(HOST)).toBeUndefined();
  expect(nameOf(await cache.get(HOST))).toBe("two");
});

test("the lack of a certificate is remembered for a shorter time", async () => {
  reply = async () => ({ certificate: null });
  await cache.get(HOST);
  clock += 7_499;
  expect(cache.peek(HOST)).toBeDefined();
  expect(calls).toHaveLength(1);
  clock += 2_501;
  expect(cache.peek(HOST)).toBeUndefined();
});

test("a stale answer of the registry is remembered for a shorter time, and known as stale", async () => {
  reply = async () => ({ ...certificate("one"), stale: true });
  expect(cache.isStale(await cache.get(HOST))).toBe(true);
  clock += 10_000;
  expect(cache.peek(HOST)).toBeUndefined();
});

describe("what the registry itself only remembered", () => {
  const remembered = (name: string, ageMs: number) => async () => ({
    ...certificate(name),
    stale: true as const,
    ageMs,
  });

  test("serves until it is as old as an answer may be, counted from when its table said it", async () => {
    reply = remembered("one", 840_000);
    await cache.get(HOST);
    reply = down;
    clock += 59_999;
    expect(nameOf(await cache.get(HOST))).toBe("one");
    clock += 1;
    expect(cache.peek(HOST)).toBeUndefined();
    await expect(cache.get(HOST)).rejects.toMatchObject({ code: "registry-unreachable" });
  });

  test("serves not at all where it is older", async () => {
    reply = remembered("one", 900_000);
    await expect(cache.get(HOST)).rejects.toMatchObject({
      code: "registry-unreachable",
      message: expect.stringMatching(/15 minutes ago/),
    });
    expect(cache.peek(HOST)).toBeUndefined();
  });

  test("does not replace what is known since", async () => {
    reply = async () => certificate("two");
    await cache.get(HOST);
    reply = remembered("one", 300_000);
    clock += 60_000;
    expect(nameOf(await cache.get(HOST))).toBe("two");
  });
});

test("one lookup is in flight for each host", async () => {
  await Promise.all(Array.from({ length: 100 }, () => cache.get(HOST)));
  expect(calls).toHaveLength(1);
});

test("when the registry is out of reach, the last answer serves as long as it is recent", async () => {
  await cache.get(HOST);
  reply = down;
  clock += 60_000;
  const served = await cache.get(HOST);
  expect([nameOf(served), cache.isStale(served)]).toEqual(["one", true]);
  expect(calls).toHaveLength(2);

  // Requests do not wait for a registry that was silent a moment ago; it is asked again behind them.
  clock += 4_999;
  expect(cache.peek(HOST)).toBeDefined();
  expect(calls).toHaveLength(2);
  clock += 1;
  expect(cache.peek(HOST)).toBeDefined();
  expect(calls).toHaveLength(3);
  await settled();

  clock += 900_000 - 65_000;
  await expect(cache.get(HOST)).rejects.toMatchObject({ code: "registry-unreachable" });
});

test("when the registry is back, its answer is taken", async () => {
  await cache.get(HOST);
  reply = down;
  clock += 60_000;
  await cache.get(HOST);
  reply = async () => certificate("two");
  clock += 5_000;
  cache.peek(HOST);
  await settled();
  const known = cache.peek(HOST)!;
  expect([nameOf(known), cache.isStale(known)]).toEqual(["two", false]);
});

test("a refusal is no outage: nothing serves in its place", async () => {
  await cache.get(HOST);
  reply = async () => Promise.reject(new ClientCertificateError("registry-refused", "denied"));
  clock += 60_000;
  await expect(cache.get(HOST)).rejects.toMatchObject({ code: "registry-refused" });
});

test("nothing known, nothing served", async () => {
  reply = down;
  await expect(cache.get(HOST)).rejects.toMatchObject({ code: "registry-unreachable" });
  reply = async () => certificate("one");
  expect(nameOf(await cache.get(HOST))).toBe("one");
});

test("renewing asks past every memory, once for all who do", async () => {
  await cache.get(HOST);
  reply = async () => certificate("two");
  const renewed = await Promise.all([cache.renew(HOST), cache.renew(HOST)]);
  expect(renewed.map(nameOf)).toEqual(["two", "two"]);
  expect(calls).toEqual([{ host: HOST }, { host: HOST, fresh: true }]);
});

test("an answer that was asked for earlier does not replace a later one", async () => {
  let release = () => {};
  const waits = new Promise<void>((resolve) => {
    release = resolve;
  });
  reply = async () => waits.then(() => certificate("old"));
  const early = cache.get(HOST);
  clock += 1;
  reply = async () => certificate("new");
  await cache.renew(HOST);
  release();
  expect(nameOf(await early)).toBe("new");
  expect(nameOf(cache.peek(HOST)!)).toBe("new");
});

test("only so many hosts are remembered", async () => {
  for (const host of ["a.test", "b.test", "c.test", "d.test"]) await cache.get(host);
  expect(["a.test", "b.test", "c.test", "d.test"].map((host) => cache.peek(host) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
  ]);
});
