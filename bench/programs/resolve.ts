// `<scan | few | many> <patterns> <rounds> <milliseconds>`: resolves hosts by the embedded registry's index, in milliseconds a host.
import { Minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../dist/host/glob";
import { winner } from "../../dist/host/rank";
import { type LocatedRegistration, ManifestStore } from "../../dist/registry/manifest";
import { resolve } from "../../dist/registry/resolve";
import { compare, type Task } from "./compare";
import { hosts, registrations } from "./patterns";
import { report } from "./report";

/** Resolved in one sample, so that it is long against the clock. */
const AT_ONCE = 300;
/** Asked again and again, as the checks of an account do. */
const FEW_HOSTS = 30;
/** From all over the patterns. */
const MANY_HOSTS = 30_000;

const [what, patterns, rounds, time] = process.argv.slice(2);
const count = Number(patterns);
const options = { rounds: Number(rounds), time: Number(time) };

void main();

async function main(): Promise<void> {
  if (what === "scan") {
    const { ours, reference } = await compare(
      { ours: resolveSome(count, FEW_HOSTS), reference: scanOne(count) },
      options,
    );
    return report({ ours: ours / AT_ONCE, reference });
  }
  const hostCount = what === "few" ? FEW_HOSTS : MANY_HOSTS;
  const { ours, reference } = await compare(
    { ours: resolveSome(count, hostCount), reference: resolveSome(1_000, hostCount) },
    options,
  );
  report({ ours: ours / AT_ONCE, reference: reference / AT_ONCE });
}

function resolveSome(size: number, hostCount: number): Task {
  const store = new ManifestStore(registrations(size));
  const asked = hosts(size, hostCount);
  let next = 0;
  return async () => {
    for (let i = 0; i < AT_ONCE; i++) await resolve(store, asked[next++ % asked.length]!);
  };
}

/** Every pattern compiled beforehand, each asked in turn; then the winner of those that match. */
function scanOne(size: number): Task {
  const compiled = registrations(size).map((registration) => ({
    registration,
    pattern: new Minimatch(registration.host, MATCH_OPTIONS),
  }));
  const asked = hosts(size, FEW_HOSTS);
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
