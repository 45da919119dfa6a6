import type { CertificateRow } from "./certificate-row";
import { type Changes, isEmpty, type Move, type RemovedCertificate, type Renewal } from "./changes";
import { isAlike, sameness } from "./differences";
import type { HostChange, Presented } from "./host-changes";
import { validityAt } from "./status";
import { warningText } from "./warnings";
import { joinWords, renderWords, type Words, words } from "./words";

/** What a reviewer reads, whatever it is written as: the worst first. */
export interface ChangeReport {
  readonly summary: Words;
  readonly sections: readonly Section[];
}

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  /** Something will fail, or is not what a renewal or an addition usually is. */
  readonly bad: boolean;
  readonly headline: Words;
  readonly details: readonly Words[];
}

/** @param now as of which a new certificate is said to have expired, or to end soon */
export function changeReport(changes: Changes, now: Date): ChangeReport {
  const { removed, added, renewed, moved, changed } = changes;
  const bad = renewed.filter((it) => !isAlike(it));
  const plain = renewed.filter(isAlike);
  const sections: Section[] = [
    { title: "Removed", lines: removed.map(removal) },
    { title: "Renewed, but not alike", lines: bad.map((it) => renewal(it, now)) },
    { title: "Host changed", lines: moved.filter(({ what }) => what === "host").map((it) => move(it, now)) },
    { title: "Added", lines: added.map((row) => addition(row, now)) },
    { title: "Declared differently", lines: changed.map(otherwise) },
    { title: "Renewed", lines: plainRenewals(plain, now) },
    {
      title: "Renamed",
      lines: moved.filter(({ what }) => what === "declaration").map((it) => move(it, now)),
    },
    {
      title: "Hosts that get another certificate, or none",
      lines: changes.hosts.filter((it) => !isSaid(it, changes)).map(hostChange),
    },
  ];
  return { summary: summary(changes, bad.length), sections: sections.filter(({ lines }) => lines.length > 0) };
}

/** The counts, in a few words. */
export function summaryOf(changes: Changes): string {
  const unlike = changes.renewed.filter((it) => !isAlike(it)).length;
  return renderWords(summary(changes, unlike), (text) => text).replace(/\.$/, "");
}

function summary(changes: Changes, unlike: number): Words {
  if (isEmpty(changes)) return words`No certificate changes.`;
  const { added, removed, renewed, moved, changed } = changes;
  const hosts = moved.filter(({ what }) => what === "host").length;
  const counts: [number, string][] = [
    [removed.length, "removed"],
    [added.length, "added"],
    [renewed.length, "renewed"],
    [hosts, "with another host"],
    [moved.length - hosts, "renamed"],
    [changed.length, "declared differently"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const { length } = changes.hosts;
  const parts =
    told.length > 0 ? told : [`${length} ${length === 1 ? "host gets" : "hosts get"} another certificate, or none`];
  const differ =
    unlike === renewed.length
      ? "What is renewed differs"
      : `${unlike} of the renewed ${unlike === 1 ? "differs" : "differ"}`;
  const attention = unlike === 0 ? "" : ` ${differ} in more than the dates.`;
  return [`${parts.join(", ")}.${attention}`];
}

const CONSEQUENCE = {
  none: "checks for these hosts will fail",
  another: "checks for these hosts will present another certificate, see below",
  same: "checks for these hosts present what they did before",
  unknown: "what checks for these hosts present is not known: no host is known that this pattern matches",
} as const;

function removal(row: RemovedCertificate): Line {
  const headline = words`${nameOf(row)}: ${[CONSEQUENCE[row.leaves]]}`;
  return { bad: row.leaves !== "same", headline, details: [words`it was ${certificateOf(row)}`] };
}

/** More of them than this are told in one breath where they say the same. */
const MANY = 10;

function plainRenewals(renewals: readonly Renewal[], now: Date): Line[] {
  if (renewals.length <= MANY) return renewals.map((it) => renewal(it, now));
  const bySentence = new Map<string, Renewal[]>();
  const others: Line[] = [];
  for (const it of renewals) {
    const isUsual = it.differences.length === 0 && time(it.after, now).length === 0;
    const sentence = renderWords(sameness(it.before, it.after), (text) => text);
    if (isUsual) bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), it]);
    else others.push(renewal(it, now));
  }
  const together = [...bySentence].map(([sentence, all]) => ({
    bad: false,
    headline: [`${all.length} ${all.length === 1 ? "certificate" : "certificates"}: ${sentence}`],
    details: all.map(({ after }) => nameOf(after)),
  }));
  return [...others, ...together];
}

function renewal({ before, after, differences }: Renewal, now: Date): Line {
  const alike = isAlike({ differences });
  const [first, ...more] = [...(alike ? [sameness(before, after)] : []), ...differences.map((it) => it.words)];
  const is = alike ? fingerprintOf(after) : certificateOf(after);
  const details = [...more, ...time(after, now), words`now ${is}`];
  return {
    bad: !alike,
    headline: words`${nameOf(after)}: ${first!}`,
    details: alike ? details : [...details, words`before ${certificateOf(before)}`],
  };
}

function move({ what, before, after, differences }: Move, now: Date): Line {
  const same = before.fingerprint256 === after.fingerprint256;
  const said = differences.map((it) => it.words);
  const certificate: Words = [same ? "same certificate" : "another certificate"];
  const is = [...time(after, now), words`now ${certificateOf(after)}`];
  if (what === "declaration") {
    const alike = isAlike({ differences });
    return {
      bad: !alike,
      headline: words`${after.host}: ${after.declaration}, before ${before.declaration} (${certificate})`,
      details: same ? said : [...(alike ? [sameness(before, after)] : []), ...said, ...is],
    };
  }
  const under = before.declaration === after.declaration ? [] : words` under ${before.declaration}`;
  return {
    bad: true,
    headline: words`${after.declaration}: ${after.host}, before ${before.host}${under} (${certificate})`,
    details: [...said, ...is],
  };
}

function addition(row: CertificateRow, now: Date): Line {
  const { warnings = [] } = row;
  const [first, ...more] = [...time(row, now), ...warnings.map((it) => words`warning: ${warningText(it)}`)];
  return {
    bad: first !== undefined,
    headline: words`${nameOf(row)}${first ? words`: ${first}` : []}`,
    details: [...more, certificateOf(row)],
  };
}

/** That a certificate has expired, ends soon or is not valid yet. */
function time(row: CertificateRow, now: Date): Words[] {
  const { status, words: said } = validityAt(row, now);
  return status === "valid" ? [] : [[said]];
}

const FIELDS = {
  certificateAuthorities: "the server is verified by",
  passphrase: "the passphrase comes from",
  addedAt: "added at",
  chainLength: "certificates in the chain",
} as const;

function otherwise({ before, after, fields, differences }: Changes["changed"][number]): Line {
  const details = [
    ...differences.map((it) => it.words),
    ...fields.map((field) => words`${[FIELDS[field]]}: ${show(after[field])}, before ${show(before[field])}`),
  ];
  const bad = fields.includes("certificateAuthorities") || !isAlike({ differences });
  return { bad, headline: nameOf(after), details };
}

function hostChange({ pattern, example, before, after }: HostChange): Line {
  const patterns = joinWords(
    pattern.split(" and ").map((it) => words`${it}`),
    " and ",
  );
  const forExample = pattern === example ? [] : words`, for example ${example}`;
  return {
    bad: after === null,
    headline: words`${patterns}${forExample}: ${presented(after)}, before ${presented(before)}`,
    details: [],
  };
}

/** A host that has what was added for it, or moved to it, and none before; or none, as what it had was removed; or what was renamed. */
function isSaid({ pattern, before, after }: HostChange, { added, removed, moved }: Changes): boolean {
  if (after === null) return before?.host === pattern && removed.some(({ host }) => host === pattern);
  const isRenamed = ({ what, ...it }: Move) =>
    what === "declaration" &&
    it.before.declaration === before?.declaration &&
    it.after.declaration === after.declaration;
  if (moved.some((it) => it.after.host === pattern && isRenamed(it))) return true;
  const come = [...added, ...moved.map((it) => it.after)];
  return before === null && after.host === pattern && come.some(({ host }) => host === pattern);
}

function nameOf({ host, declaration }: CertificateRow): Words {
  return words`${host} (${declaration})`;
}

function certificateOf(row: CertificateRow): Words {
  return words`${row.subject}, issued by ${row.issuer}, ${fingerprintOf(row)}`;
}

/** What is another one in each renewal. */
function fingerprintOf({ notAfter, key, fingerprint256 }: CertificateRow): Words {
  return words`${key}, valid until ${notAfter}, SHA-256 ${fingerprint256}`;
}

function presented(row: Presented | null): Words {
  return row ? words`${row.declaration} (${row.host})` : ["none"];
}

function show(value: string | number | readonly string[] | undefined): Words {
  if (value === undefined) return ["not given"];
  if (typeof value === "object")
    return value.length === 0
      ? ["the usual roots"]
      : joinWords(
          value.map((it) => words`${it}`),
          "; ",
        );
  return words`${value}`;
}
