import { ClientCertificateError } from "../../src/errors";
import type { RegistrationStore, UnreadableItem } from "../../src/registry/store";
import { Resolver } from "../../src/resolver/resolver";
import type { Registration } from "../../src/wire/registration";
import { registrationFor } from "../support/registrations";

class CountingStore implements RegistrationStore {
  reads = 0;
  isDown = false;
  entries: (Registration | UnreadableItem)[] = [registrationFor({ host: "*.acme.com" })];

  async find(_: readonly string[], found: (entry: Registration | UnreadableItem) => void): Promise<void> {
    this.reads += 1;
    if (this.isDown) throw new ClientCertificateError("registry-unreachable", "the table did not answer");
    for (const entry of this.entries) found(entry);
  }
}

function setUp() {
  const clock = { now: 0 };
  const store = new CountingStore();
  const told: UnreadableItem[] = [];
  const resolver = new Resolver(store, {
    freshMs: 5_000,
    staleMs: 60_000,
    deadlineMs: 7_000,
    maxHosts: 2,
    maxBytes: 1024 * 1024,
    now: () => clock.now,
    onUnreadable: (items) => told.push(...items),
  });
  return { clock, store, resolver, told, ask: (name: string) => resolver.handle({ host: name }) };
}

test("an answer serves for a few seconds without another read", async () => {
  const { clock, store, ask } = setUp();
  await ask("www.acme.com");
  clock.now = 4_999;
  await ask("WWW.acme.com");
  expect(store.reads).toBe(1);
  clock.now = 5_000;
  await ask("www.acme.com");
  expect(store.reads).toBe(2);
});

test("when the table does not answer, a recent answer serves, marked stale and with its age", async () => {
  const { clock, store, ask } = setUp();
  await ask("www.acme.com");
  store.isDown = true;
  clock.now = 59_999;
  expect(await ask("www.acme.com")).toMatchObject({ certificate: { host: "*.acme.com" }, stale: true, ageMs: 59_999 });
});

test("an answer that is too old does not serve, nor does one for another host", async () => {
  const { clock, store, ask } = setUp();
  await ask("www.acme.com");
  store.isDown = true;
  clock.now = 60_000;
  expect(await ask("www.acme.com")).toEqual({
    error: { code: "registry-unreachable", message: "the table did not answer" },
  });
  expect(await ask("api.acme.com")).toMatchObject({ error: { code: "registry-unreachable" } });
});

test("once the table answers again, the answer is fresh", async () => {
  const { clock, store, ask } = setUp();
  await ask("www.acme.com");
  clock.now = 10_000;
  store.isDown = true;
  await ask("www.acme.com");
  store.isDown = false;
  store.entries = [];
  expect(await ask("www.acme.com")).toEqual({ host: "www.acme.com", certificate: null });
});

test("only so many hosts are remembered, the oldest are forgotten", async () => {
  const { store, ask } = setUp();
  for (const name of ["a.acme.com", "b.acme.com", "c.acme.com", "a.acme.com", "c.acme.com"]) await ask(name);
  expect(store.reads).toBe(4);
});

test.each([
  [undefined],
  ["www.acme.com"],
  [{}],
  [{ host: 1 }],
  [{ host: "a.test", url: "https://a.test" }],
  [{ host: "a b" }],
  [{ url: "no url" }],
  [{ host: "" }],
])("the bad request %j gets an error, not an exception", async (request) => {
  const { resolver, store } = setUp();
  expect(await resolver.handle(request)).toEqual({
    error: { code: expect.stringMatching(/^invalid-(argument|host)$/), message: expect.any(String) },
  });
  expect(store.reads).toBe(0);
});

test("an explanation is given only to those who ask", async () => {
  const { resolver } = setUp();
  expect(await resolver.handle({ url: "https://www.acme.com/x", explain: true })).toMatchObject({
    host: "www.acme.com",
    considered: [{ rank: 1, declaration: "stack/*.acme.com" }],
  });
  expect(await resolver.handle({ host: "www.acme.com" })).not.toHaveProperty("considered");
});
