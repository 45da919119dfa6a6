import type { Warning } from "../wire/warning";
import type { CertificateRow } from "./certificate-row";
import type { Difference } from "./differences";
import { type Words, words } from "./words";

/** A warning for people, e.g. `is-ca`, or `is-ca (acknowledged: their server accepts it)`. */
export function warningText({ code, acknowledged }: Warning): string {
  return acknowledged === undefined ? code : `${code} (acknowledged: ${acknowledged})`;
}

/** The warning that `warningText` wrote. */
export function readWarningText(text: string): Warning {
  const [, code = text, acknowledged] = /^(\S+) \(acknowledged: (.*)\)$/s.exec(text) ?? [];
  return acknowledged === undefined ? { code } : { code, acknowledged };
}

/** How many certificates have a warning that nobody acknowledged. */
export function countWarned(certificates: readonly CertificateRow[]): number {
  return certificates.filter((row) => openWarnings(row).length > 0).length;
}

export function openWarnings({ warnings = [] }: CertificateRow): readonly Warning[] {
  return warnings.filter(({ acknowledged }) => acknowledged === undefined);
}

/** What is new of the warnings, the worst first; nothing where one of the two does not know of any. */
export function warningDifferences(before: CertificateRow, after: CertificateRow): Difference[] {
  if (!before.warnings || !after.warnings) return [];
  const [old, current] = [before.warnings, after.warnings].map((all) => new Map(all.map((it) => [it.code, it])));
  const found = [...new Set([...old!.keys(), ...current!.keys()])].flatMap((code) =>
    difference(code, old!.get(code), current!.get(code)),
  );
  return KINDS.flatMap((kind) => found.filter((it) => it.kind === kind));
}

const KINDS = ["warning-new", "acknowledgement-withdrawn", "warning-acknowledged", "warning-gone"] as const;

function difference(code: string, was?: Warning, is?: Warning): Difference[] {
  if (was?.acknowledged === is?.acknowledged && Boolean(was) === Boolean(is)) return [];
  if (is?.acknowledged !== undefined) return [{ kind: "warning-acknowledged", words: acknowledgement(is, was) }];
  if (was?.acknowledged !== undefined) {
    const open = is ? words`; the warning is open again` : [];
    return [
      { kind: "acknowledgement-withdrawn", words: words`acknowledgement withdrawn: ${code}${open}`, harmless: !is },
    ];
  }
  if (is) return [{ kind: "warning-new", words: words`new warning: ${code}` }];
  return [{ kind: "warning-gone", words: words`warning gone: ${code}`, harmless: true }];
}

function acknowledgement({ code, acknowledged = "" }: Warning, was?: Warning): Words {
  const before = was?.acknowledged === undefined ? [] : words`, before ${was.acknowledged}`;
  return words`a warning was acknowledged: ${code}, for the reason ${acknowledged}${before}`;
}
