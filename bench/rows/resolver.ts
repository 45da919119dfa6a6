import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { unzipSync } from "fflate";
import { DynamoDbStore } from "../../src/registry/dynamodb-store";
import { resolve } from "../../src/registry/resolve";
import { alternate } from "../alternate";
import { compiled, run } from "../process";
import type { Row } from "../row";
import { type Session, shared } from "../session";
import { largeTable, motoTable, readableTable } from "../table";

const HOST = "www.acme.com";
/** What Lambda leaves of 256 MB to the old space of V8. */
const OLD_SPACE_MB = 215;

export const resolverRows: readonly Row[] = [
  reads("10, moto", (session) => motoTable(session, 10)),
  reads("100,000, stand-in", (session) => largeTable(session, session.size(100_000, 100))),
  {
    name: "resolver: load of the bundle",
    reference: "a bare function of one signed call",
    comparison: "more",
    goal: { atMost: 15 },
    async measure(session) {
      const { ours, reference } = await started(session);
      return { ours: ours.load, reference: reference.load, unit: "ms" };
    },
  },
  {
    name: "resolver: load and first answer",
    reference: "a bare function of one signed call",
    comparison: "more",
    async measure(session) {
      const { ours, reference } = await started(session);
      return { ours: ours.answer, reference: reference.answer, unit: "ms" };
    },
  },
  {
    name: "resolver: size of the bundle",
    reference: "a bare function of one signed call",
    comparison: "ours",
    goal: { atMost: 60 },
    async measure(session) {
      const { resolver, bare } = await bundles(session);
      return { ours: statSync(resolver).size / 1024, reference: statSync(bare).size / 1024, unit: "KB" };
    },
  },
  {
    name: "resolver: warm answer, cached",
    reference: "the bare calls at once, the slowest",
    comparison: "ours",
    goal: { atMost: 0.2 },
    async measure(session) {
      return { ...(await warm(session, "cached")), unit: "ms" };
    },
  },
  {
    name: "resolver: warm answer, not cached",
    reference: "the bare calls at once, the slowest",
    comparison: "times",
    goal: { atMost: 1.3 },
    async measure(session) {
      return { ...(await warm(session, "uncached")), unit: "ms" };
    },
  },
  ...expiryReports(),
];

/** The daily report, with the memory of the function. */
function expiryReports(): Row[] {
  return (
    [
      [20_000, 10],
      [100_000, 60],
    ] as const
  ).flatMap(([count, seconds]) => {
    const name = `resolver: expiry report of ${count.toLocaleString("en-US")} items, 256 MB`;
    const reference = `the same of a tenth of them`;
    const reported = shared(async (session: Session) => {
      const { resolver } = await bundles(session);
      const report = async (items: number) => {
        const env = await readableTable(session, items);
        const done = await run<{ ms: number; peakMb: number; reported: number }>("expiry-report", {
          arguments: [resolver],
          env,
          node: [`--max-old-space-size=${OLD_SPACE_MB}`],
        });
        if (done.reported !== items) throw new Error(`${done.reported} of ${items} were reported`);
        return done;
      };
      return { reference: await report(session.size(count / 10, 10)), ours: await report(session.size(count, 100)) };
    });
    return [
      {
        name: `${name}: time`,
        reference,
        comparison: "ours" as const,
        goal: { atMost: seconds },
        async measure(session: Session) {
          const { ours, reference } = await reported(session);
          return { ours: ours.ms / 1000, reference: reference.ms / 1000, unit: "s" as const };
        },
      },
      {
        name: `${name}: peak of memory`,
        reference,
        comparison: "ours" as const,
        goal: { atMost: 200 },
        async measure(session: Session) {
          const { ours, reference } = await reported(session);
          return { ours: ours.peakMb, reference: reference.peakMb, unit: "MB" as const };
        },
      },
    ];
  });
}

/** The requests that the store of the deployed registry makes. */
function reads(table: string, start: (session: Session) => Promise<NodeJS.ProcessEnv>): Row {
  return {
    name: `resolver: reads of a cold lookup, table of ${table}`,
    reference: "labels of the host",
    comparison: "more",
    goal: { atMost: 2 },
    async measure(session) {
      const env = await start(session);
      let count = 0;
      const onRequest = () => count++;
      subscribe("undici:request:create", onRequest);
      const { certificate } = await resolve(new DynamoDbStore(env.REGISTRY_TABLE!, env), HOST);
      unsubscribe("undici:request:create", onRequest);
      if (certificate?.host !== HOST) throw new Error(`${HOST} was not found`);
      return { ours: count, reference: HOST.split(".").length, unit: "reads" };
    },
  };
}

const table = shared((session) => motoTable(session, 10));

const started = shared(async (session) => {
  const { resolver, bare } = await bundles(session);
  const env = await table(session);
  const start = (bundle: string) => () =>
    run<{ load: number; answer: number }>("resolver-load", { arguments: [bundle], env });
  return alternate(session, 15, { ours: start(resolver), reference: start(bare) });
});

async function warm(session: Session, what: "cached" | "uncached") {
  const { resolver } = await bundles(session);
  return run<{ ours: number; reference: number }>("resolver-warm", {
    arguments: [resolver, what, session.size(100, 3)],
    env: await table(session),
  });
}

/** The function as it is deployed, and the least that could be. */
const bundles = shared(async ({ directory }) => {
  const resolver = join(directory, "resolver", "index.js");
  const bare = join(directory, "bare", "index.js");
  const zip = unzipSync(readFileSync(join(__dirname, "../../dist/resolver.zip")));
  mkdirSync(join(directory, "resolver"));
  writeFileSync(resolver, zip["index.js"]!);
  await build({
    entryPoints: [compiled("bare-function")],
    outfile: bare,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
  });
  return { resolver, bare };
});
