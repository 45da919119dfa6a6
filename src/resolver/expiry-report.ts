import { DAY_MS } from "../moment";
import {
  DAYS_UNTIL_EXPIRY,
  DAYS_UNTIL_FIRST_EXPIRY,
  type MetricEntry,
  metricEntry,
  unreadableEntry,
} from "../registry/metrics";
import { isUnreadable, type UnreadableItem } from "../registry/store";
import { endOfCertificate, firstEndOf } from "../wire/end-of-certificate";
import type { Registration } from "../wire/registration";

/** Reported by a registry without certificates: nothing of it expires, and yet it reports. */
const NOTHING_EXPIRES = 36_500;

/** How many items that cannot be read are named; all are counted. */
const MAX_NAMED = 100;
/** How many certificates of authorities are remembered by their end: a registry has few, each in many chains. */
const MAX_AUTHORITIES = 1_000;

/**
 * Days until expiry, rounded down and negative once expired: one entry for each certificate, and at the end one with
 * the least of them, and one with the number of items that cannot be read. A certificate expires with the first of its
 * chain and its certificate authorities. Nothing but the least is kept, however many certificates there are.
 */
export class ExpiryReport {
  private reported = 0;
  private leastDays = Number.POSITIVE_INFINITY;
  private unreadable = 0;
  private readonly named: UnreadableItem[] = [];
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly registry: string,
    private readonly now: number,
  ) {}

  get counts(): { readonly reported: number; readonly unreadable?: number } {
    const { reported, unreadable } = this;
    return unreadable === 0 ? { reported } : { reported, unreadable };
  }

  /** The entries for one item of the table. */
  add(item: Registration | UnreadableItem): MetricEntry[] {
    if (isUnreadable(item)) return this.leaveOut(item);
    const { host, declaration } = item;
    const end = firstEndOf(item, (pem) => this.endOf(pem));
    if (Number.isNaN(end)) {
      const problem = "a certificate of its chain or its authorities cannot be read";
      return this.leaveOut({ pk: "", sk: declaration, host, problem });
    }
    const days = Math.floor((end - this.now) / DAY_MS);
    this.reported += 1;
    this.leastDays = Math.min(this.leastDays, days);
    const dimensions = { Registry: this.registry, Host: dimension(host), Declaration: dimension(declaration) };
    return [metricEntry(this.now, dimensions, DAYS_UNTIL_EXPIRY, days)];
  }

  /** The entries for all. Where nothing could be read there is no least one, so that the alarm misses its report. */
  end(): MetricEntry[] {
    const left = unreadableEntry(this.registry, this.unreadable, this.named, this.now);
    if (this.reported === 0 && this.unreadable > 0) return [left];
    const least = Math.min(this.leastDays, NOTHING_EXPIRES);
    return [left, metricEntry(this.now, { Registry: this.registry }, DAYS_UNTIL_FIRST_EXPIRY, least)];
  }

  private leaveOut(item: UnreadableItem): [] {
    this.unreadable += 1;
    if (this.named.length < MAX_NAMED) this.named.push(item);
    return [];
  }

  private endOf(pem: string): number {
    const known = this.ends.get(pem);
    if (known !== undefined) return known;
    const end = endOfCertificate(pem);
    if (this.ends.size < MAX_AUTHORITIES) this.ends.set(pem, end);
    return end;
  }
}

/** CloudWatch takes dimensions of ASCII, up to 1,024 characters. */
function dimension(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 1024);
}
