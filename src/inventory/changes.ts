import type { CertificateRow } from "./certificate-row";
import { type HostChange, hostChanges } from "./host-changes";
import type { Inventory } from "./inventory";

/** What lies between two inventories, for the person who reviews the second. */
export interface Changes {
  readonly added: readonly CertificateRow[];
  readonly removed: readonly RemovedCertificate[];
  /** Another certificate under the same declaration. */
  readonly renewed: readonly Change[];
  /** The same certificate, declared otherwise. */
  readonly changed: readonly ChangedDeclaration[];
  /** Hosts that get the certificate of another declaration, or none. */
  readonly hosts: readonly HostChange[];
}

export interface Change {
  readonly before: CertificateRow;
  readonly after: CertificateRow;
}

export interface ChangedDeclaration extends Change {
  readonly fields: readonly Field[];
}

export interface RemovedCertificate extends CertificateRow {
  /**
   * What checks for its hosts present afterwards: `none`, so that they will fail; the certificate of `another`
   * declaration; or the `same` as before, as where the declaration was only renamed, or never won.
   */
  readonly leaves: "none" | "another" | "same";
}

/** What may change without a new certificate. */
const FIELDS = ["certificateAuthorities", "passphrase", "addedAt", "chainLength"] as const;

type Field = (typeof FIELDS)[number];

/** A certificate is the same one as long as its declaration and its host are: both decide when it was "added". */
export function compareInventories(before: Inventory, after: Inventory): Changes {
  const old = new Map(before.certificates.map((row) => [identity(row), row]));
  const current = new Map(after.certificates.map((row) => [identity(row), row]));
  const kept = after.certificates.flatMap((row) => {
    const previous = old.get(identity(row));
    return previous ? [{ before: previous, after: row }] : [];
  });
  const added = after.certificates.filter((row) => !old.has(identity(row)));
  const hosts = hostChanges(before.certificates, addedLast(after.certificates, new Set(added)));
  const moved = new Map(hosts.map((change) => [change.pattern, change.after ? "another" : "none"] as const));

  return {
    added,
    removed: before.certificates
      .filter((row) => !current.has(identity(row)))
      .map((row) => ({ ...row, leaves: moved.get(row.host) ?? "same" })),
    renewed: kept.filter((it) => it.before.fingerprint256 !== it.after.fingerprint256),
    changed: kept
      .map((it) => ({ ...it, fields: FIELDS.filter((field) => differs(it, field)) }))
      .filter(({ fields }) => fields.length > 0),
    hosts,
  };
}

export function isEmpty(changes: Changes): boolean {
  return Object.values(changes).every((list: readonly unknown[]) => list.length === 0);
}

function identity({ declaration, host }: CertificateRow): string {
  return `${declaration} ${host}`;
}

function differs({ before, after }: Change, field: Field): boolean {
  return JSON.stringify(before[field]) !== JSON.stringify(after[field]);
}

/** What is new is deployed after what was there before, wherever it stands in the code. */
function addedLast(rows: readonly CertificateRow[], added: ReadonlySet<CertificateRow>): CertificateRow[] {
  return rows.map((row) => (added.has(row) ? { ...row, order: row.order + rows.length } : row));
}
