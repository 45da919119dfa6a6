import { exampleForBoth, exampleHost } from "../host/example-host";
import { overlaps } from "../host/overlap";
import type { CertificateRow } from "./certificate-row";
import type { Inventory } from "./inventory";
import { Winners } from "./winners";

/** Hosts that get the certificate of another declaration than before. */
export interface HostChange {
  /** The pattern that they match; where two overlap in part, both, with ` and ` between them. */
  readonly pattern: string;
  /** One of them. */
  readonly example: string;
  readonly before: Presented | null;
  readonly after: Presented | null;
}

export type Presented = Pick<CertificateRow, "declaration" | "host" | "fingerprint256">;

/** Asks both inventories about a host of every pattern, and of every two that overlap in part. */
export function hostChanges(before: readonly CertificateRow[], after: readonly CertificateRow[]): HostChange[] {
  const [old, current] = [new Winners(before), new Winners(after)];
  return [...examples([...before, ...after])].flatMap(([pattern, example]) => {
    const [was, is] = [old.winner(example), current.winner(example)];
    const same = was?.declaration === is?.declaration || was?.fingerprint256 === is?.fingerprint256;
    return same ? [] : [{ pattern, example, before: presented(was), after: presented(is) }];
  });
}

/** A host that a row's pattern matches; undefined where none is found. */
export function exampleOf({ host }: CertificateRow, ...inventories: readonly Inventory[]): string | undefined {
  const rows = inventories.flatMap(({ certificates }) => certificates);
  return exampleHost(host, wordInNone(rows.map((row) => row.host)));
}

function examples(rows: readonly CertificateRow[]): Map<string, string> {
  const word = wordInNone(rows.map(({ host }) => host));
  const found = new Map<string, string>();
  const note = (pattern: string, example: string | undefined) => {
    if (example !== undefined) found.set(pattern, example);
  };
  for (const { host } of rows) note(host, exampleHost(host, word));
  const distinct = [...new Map(rows.map((row) => [row.host, row])).values()];
  for (const { winner, loser, hosts } of overlaps(distinct)) {
    const inPart = hosts !== winner.host && hosts !== loser.host;
    if (inPart) note(`${winner.host} and ${loser.host}`, exampleForBoth(winner.host, loser.host, word));
  }
  return found;
}

/** A label that occurs in no pattern, so that only a wildcard matches it. */
function wordInNone(patterns: readonly string[]): string {
  const taken = patterns.join(" ");
  let word = "example";
  for (let i = 2; taken.includes(`${word}.`); i++) word = `example-${i}`;
  return word;
}

function presented(row: CertificateRow | undefined): Presented | null {
  return row ? { declaration: row.declaration, host: row.host, fingerprint256: row.fingerprint256 } : null;
}
