// `<scan | growth> <patterns> <rounds> <milliseconds>`: resolves hosts by the embedded registry's index, in milliseconds a host.
import { Minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../dist/host/host-pattern";
import { winner } from "../../dist/host/rank";
import { type LocatedRegistration, ManifestStore } from "../../dist/registry/manifest";
import { resolve } from "../../dist/registry/resolve";
import { compare, type Task } from "./compare";
import { hosts, registrations } from "./patterns";
import { report } from "./report";

/** In one sample, so that it is long against the clock. */
const HOSTS_AT_ONCE = 300;

const [what, patterns, rounds, time] = process.argv.slice(2);
const count = Number(patterns);
const options = { rounds: Number(rounds), time: Number(time) };

void main();

async function main(): Promise<void> {
  const { ours, reference } = await compare(
    what === "scan"
      ? { ours: resolveAll(count), reference: scanOne(count) }
      : { ours: resolveAll(count), reference: resolveAll(1_000) },
    options,
  );
  report({ ours: ours / HOSTS_AT_ONCE, reference: what === "scan" ? reference : reference / HOSTS_AT_ONCE });
}

function resolveAll(size: number): Task {
  const store = new ManifestStore(registrations(size));
  const asked = hosts(size, HOSTS_AT_ONCE);
  return async () => {
    for (const host of asked) await resolve(store, host);
  };
}

/** Every pattern compiled beforehand, each asked in turn; then the winner of those that match. */
function scanOne(size: number): Task {
  const compiled = registrations(size).map((registration) => ({
    registration,
    pattern: new Minimatch(registration.host, MATCH_OPTIONS),
  }));
  const asked = hosts(size, HOSTS_AT_ONCE);
  let next = 0;
  return (): LocatedRegistration | undefined => {
    const host = asked[next++ % asked.length]!;
    const matching = compiled.filter(({ pattern }) => pattern.match(host));
    return winner(
      host,
      matching.map(({ registration }) => registration),
    );
  };
}
