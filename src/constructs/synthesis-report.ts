import { documentationOf, type Finding, type FindingCode, formatFinding, type Severity } from "../finding";
import { countOf } from "../material/words";
import { daysBetween } from "../moment";

/** One thing that a synth has to say: a finding, or a text of one or two lines. A note is neither right nor wrong. */
export interface Remark {
  readonly severity: Severity | "note";
  readonly text: string;
  readonly code?: FindingCode;
}

/** What there is to say of one construct. */
export interface Subject {
  /** Its path and, for a certificate, its host. */
  readonly name: string;
  /** The user's line that made it. */
  readonly line?: string;
  readonly isCertificate: boolean;
  readonly remarks: readonly Remark[];
}

/** The certificates that are registered. */
export interface Proved {
  readonly count: number;
  /** Those of which the key could not be checked. */
  readonly unchecked: number;
  readonly firstEnd?: { readonly host: string; readonly end: Date };
}

export interface SynthesisReport {
  /** Empty where there is nothing to say. */
  readonly text: string;
  readonly worst: Remark["severity"];
}

/** Everything that one synth says, once: by construct, those with errors first. */
export function synthesisReport(subjects: readonly Subject[], proved: Proved, now: Date): SynthesisReport {
  const worst = worstOf(subjects.flatMap(({ remarks }) => remarks));
  // Beside an error a note is no news.
  const said = subjects
    .map((it) => ({ ...it, remarks: it.remarks.filter(({ severity }) => worst !== "error" || severity !== "note") }))
    .filter(({ remarks }) => remarks.length > 0);
  const summary = worst === "error" ? refusal(subjects) : success(said, proved, now);
  const explained = new Set<FindingCode>();
  const [asides, others] = [said.filter(isAside), said.filter((it) => !isAside(it))];
  const groups = ORDER.flatMap((severity) => others.filter(({ remarks }) => worstOf(remarks) === severity)).map((it) =>
    group(it, explained),
  );
  const notes = asides.flatMap(({ remarks }) => remarks.map(({ text }) => `note: ${text}`));
  const head = [...(summary === "" ? [] : [summary]), ...notes].join("\n");
  return { text: [...(head === "" ? [] : [head]), ...groups].join("\n\n"), worst };
}

/** Notes of a whole stack: a line each, below the summary. */
function isAside({ line, remarks }: Subject): boolean {
  return line === undefined && worstOf(remarks) === "note";
}

export function remarkOf(found: Finding): Remark {
  return { severity: found.severity, text: formatFinding(found), code: found.code };
}

const ORDER = ["error", "warning", "note"] as const;

function worstOf(remarks: readonly Remark[]): Remark["severity"] {
  return ORDER.find((severity) => remarks.some((remark) => remark.severity === severity)) ?? "note";
}

function refusal(subjects: readonly Subject[]): string {
  const certificates = subjects.filter(({ isCertificate }) => isCertificate);
  const refused = certificates.filter(({ remarks }) => worstOf(remarks) === "error").length;
  const where = refused === 0 ? "" : ` in ${refused} of ${certificates.length} client certificates`;
  return `Synth stops: ${counted(subjects, ["error", "warning"])}${where}`;
}

function success(subjects: readonly Subject[], { count, unchecked, firstEnd }: Proved, now: Date): string {
  const warnings = counted(subjects, ["warning"]);
  if (count === 0 || !firstEnd) return warnings;
  const { host, end } = firstEnd;
  const days = countOf(daysBetween(now, end), "day");
  return [
    `${countOf(count, "client certificate")} proved`,
    ...(unchecked === 0 ? [] : [` (${unchecked} without ${unchecked === 1 ? "its key" : "their keys"})`]),
    ...(warnings === "" ? [] : [`, ${warnings}`]),
    `; ${count === 1 ? "it" : "the first"} ends on ${end.toISOString().slice(0, 10)} (${host}, in ${days})`,
  ].join("");
}

function counted(subjects: readonly Subject[], severities: readonly Severity[]): string {
  const remarks = subjects.flatMap((subject) => subject.remarks);
  return severities
    .map((severity) => [severity, remarks.filter((remark) => remark.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => countOf(count, severity))
    .join(" and ");
}

/** The link stands where a code is first mentioned. */
function group({ name, line, remarks }: Subject, explained: Set<FindingCode>): string {
  const ordered = ORDER.flatMap((severity) => remarks.filter((remark) => remark.severity === severity));
  return [
    line === undefined ? name : `${name} at ${line}`,
    ...ordered.flatMap(({ severity, text, code }) => {
      const link = code === undefined || explained.has(code) ? [] : [`    ${documentationOf(code)}`];
      if (code !== undefined) explained.add(code);
      return [`  ${severity} ${text}`, ...link];
    }),
  ].join("\n");
}
