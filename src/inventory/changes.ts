import type { CertificateRow } from "./certificate-row";
import { type Difference, differences } from "./differences";
import { exampleOf, type HostChange, hostChanges } from "./host-changes";
import type { Inventory } from "./inventory";
import { warningDifferences } from "./warnings";

/** What lies between two inventories, for the person who reviews the second. */
export interface Changes {
  readonly added: readonly CertificateRow[];
  readonly removed: readonly RemovedCertificate[];
  /** Another certificate under the same declaration. */
  readonly renewed: readonly Renewal[];
  /** The same declaration for another host, or the same host declared under another name, each perhaps with another certificate. */
  readonly moved: readonly Move[];
  /** The same certificate, declared otherwise. */
  readonly changed: readonly ChangedDeclaration[];
  /** Hosts that get the certificate of another declaration, or none. */
  readonly hosts: readonly HostChange[];
}

export interface Change {
  readonly before: CertificateRow;
  readonly after: CertificateRow;
}

export interface Renewal extends Change {
  /** What is not as it was, worst first; empty for a plain renewal. */
  readonly differences: readonly Difference[];
}

export interface Move extends Renewal {
  readonly what: "host" | "declaration";
}

export interface ChangedDeclaration extends Renewal {
  readonly fields: readonly Field[];
}

export interface RemovedCertificate extends CertificateRow {
  /**
   * What checks for its hosts present afterwards: `none`, so that they will fail; the certificate of `another`
   * declaration; the `same` as before, where it never won; or `unknown`, where no host is known that its pattern matches.
   */
  readonly leaves: "none" | "another" | "same" | "unknown";
}

/** What may change without a new certificate. */
const FIELDS = ["certificateAuthorities", "passphrase", "addedAt", "chainLength"] as const;

type Field = (typeof FIELDS)[number];

/** A certificate is the same one as long as its declaration and its host are: both decide when it was "added". */
export function compareInventories(before: Inventory, after: Inventory): Changes {
  const [old, current] = [before, after].map(byIdentity) as [Map<string, CertificateRow>, Map<string, CertificateRow>];
  const kept = pairs([...old.values()], [...current.values()], identity);
  const gone = before.certificates.filter((row) => !current.has(identity(row)));
  const come = after.certificates.filter((row) => !old.has(identity(row)));
  const moved = moves(gone, come);
  const [movedFrom, movedTo] = [new Set(moved.map((it) => it.before)), new Set(moved.map((it) => it.after))];
  const hosts = hostChanges(before.certificates, addedLast(after.certificates, new Set(come)));
  const left = new Map(hosts.map((change) => [change.pattern, change.after ? "another" : "none"] as const));

  return {
    added: come.filter((row) => !movedTo.has(row)),
    removed: gone
      .filter((row) => !movedFrom.has(row))
      .map((row) => ({ ...row, leaves: left.get(row.host) ?? (exampleOf(row, before, after) ? "same" : "unknown") })),
    renewed: kept.filter((it) => !isSame(it)).map((it) => ({ ...it, differences: differences(it.before, it.after) })),
    moved,
    changed: kept
      .map((it) => ({
        ...it,
        fields: FIELDS.filter((field) => differs(it, field) && (field !== "chainLength" || isSame(it))),
        // Of another certificate they are told with its renewal.
        differences: isSame(it) ? warningDifferences(it.before, it.after) : [],
      }))
      .filter(({ fields, differences }) => fields.length > 0 || differences.length > 0),
    hosts,
  };
}

export function isEmpty(changes: Changes): boolean {
  return Object.values(changes).every((list: readonly unknown[]) => list.length === 0);
}

function byIdentity({ certificates }: Inventory): Map<string, CertificateRow> {
  return new Map(certificates.map((row) => [identity(row), row]));
}

function identity({ declaration, host }: CertificateRow): string {
  return JSON.stringify([declaration, host]);
}

/** Rows of both that have the same key, each key only once in either. */
function pairs(
  before: readonly CertificateRow[],
  after: readonly CertificateRow[],
  key: (row: CertificateRow) => string,
): Change[] {
  const only = (rows: readonly CertificateRow[]) => {
    const found = new Map<string, CertificateRow | undefined>();
    for (const row of rows) found.set(key(row), found.has(key(row)) ? undefined : row);
    return found;
  };
  const old = only(before);
  return [...only(after)].flatMap(([name, row]) => {
    const previous = old.get(name);
    return previous && row ? [{ before: previous, after: row }] : [];
  });
}

/** What a certificate is known by where its declaration, its host or both are others, the surest first. */
const TRACES: readonly { readonly what: Move["what"]; readonly key: (row: CertificateRow) => string }[] = [
  { what: "declaration", key: ({ host, fingerprint256 }) => JSON.stringify([host, fingerprint256]) },
  { what: "host", key: ({ declaration }) => declaration },
  { what: "declaration", key: ({ host }) => host },
  { what: "host", key: ({ fingerprint256 }) => fingerprint256 },
];

function moves(gone: readonly CertificateRow[], come: readonly CertificateRow[]): Move[] {
  const found: Move[] = [];
  for (const { what, key } of TRACES) {
    const [from, to] = [new Set(found.map((it) => it.before)), new Set(found.map((it) => it.after))];
    const left = pairs(
      gone.filter((row) => !from.has(row)),
      come.filter((row) => !to.has(row)),
      key,
    );
    found.push(...left.map((it) => move(it, what)));
  }
  return found;
}

function move({ before, after }: Change, what: Move["what"]): Move {
  const told = isSame({ before, after }) ? warningDifferences : differences;
  return { what, before, after, differences: told(before, after) };
}

/** Whether it is the same certificate. */
function isSame({ before, after }: Change): boolean {
  return before.fingerprint256 === after.fingerprint256;
}

function differs({ before, after }: Change, field: Field): boolean {
  return comparable(before[field]) !== comparable(after[field]);
}

/** Of authorities the order says nothing. */
function comparable(value: CertificateRow[Field]): string | undefined {
  return JSON.stringify(typeof value === "object" ? [...value].sort() : value);
}

/** What is new is deployed after what was there before, wherever it stands in the code. */
function addedLast(rows: readonly CertificateRow[], added: ReadonlySet<CertificateRow>): CertificateRow[] {
  return rows.map((row) => (added.has(row) ? { ...row, order: row.order + rows.length } : row));
}
