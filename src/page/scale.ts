import { DAY_MS } from "../moment";

const YEAR_MS = 365.25 * DAY_MS;

/** The stretch of time that the timeline shows, around today; what lies beyond is cut and marked as going on. */
const PAST = { least: 60 * DAY_MS, most: 1.1 * YEAR_MS };
const FUTURE = { least: 120 * DAY_MS, most: 2.1 * YEAR_MS };

/** Further to the right the label of a tick has no room. */
const LAST_LABEL = 0.95;

export interface Scale {
  readonly start: number;
  readonly end: number;
}

export interface Bar {
  /** In parts of the whole, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly beginsBefore: boolean;
  readonly endsAfter: boolean;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** A scale on which the certificates' ends, and today, can be told apart. */
export function scaleOf(spans: readonly { notBefore: string; notAfter: string }[], now: number): Scale {
  const starts = spans.map(({ notBefore }) => now - Date.parse(notBefore));
  const ends = spans.map(({ notAfter }) => Date.parse(notAfter) - now);
  return {
    start: now - clamp(starts.reduce((a, b) => Math.max(a, b), 0) * 1.02, PAST.least, PAST.most),
    end: now + clamp(ends.reduce((a, b) => Math.max(a, b), 0) * 1.02, FUTURE.least, FUTURE.most),
  };
}

/** Where a moment lies on the scale: 0 at its start, 1 at its end. */
export function position({ start, end }: Scale, moment: number): number {
  return (moment - start) / (end - start);
}

/** A bar is always wide enough to be seen, also for what ended before the scale begins. */
export function barOf(scale: Scale, { notBefore, notAfter }: { notBefore: string; notAfter: string }): Bar {
  const least = 0.008;
  const [from, to] = [position(scale, Date.parse(notBefore)), position(scale, Date.parse(notAfter))];
  const left = clamp(from, 0, 1 - least);
  return { from: left, to: Math.max(clamp(to, 0, 1), left + least), beginsBefore: from < 0, endsAfter: to > 1 };
}

/** The first days of years, quarters or months (UTC), whichever gives a handful. */
export function ticks(scale: Scale): Tick[] {
  const months = (scale.end - scale.start) / (YEAR_MS / 12);
  const step = months > 30 ? 12 : months > 12 ? 3 : months > 6 ? 2 : 1;
  const first = new Date(scale.start);
  const found: Tick[] = [];
  for (let month = Math.floor(first.getUTCMonth() / step) * step; ; month += step) {
    const moment = Date.UTC(first.getUTCFullYear(), month, 1);
    if (position(scale, moment) > LAST_LABEL) return found;
    if (moment >= scale.start) found.push({ at: position(scale, moment), label: labelOf(new Date(moment)) });
  }
}

/** Written out: a browser takes some 20 ms until it has a language's names. */
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function labelOf(date: Date): string {
  const month = date.getUTCMonth();
  return month === 0 ? String(date.getUTCFullYear()) : MONTHS[month]!;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
