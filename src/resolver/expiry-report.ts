import { X509Certificate } from "node:crypto";
import { DAYS_UNTIL_EXPIRY, DAYS_UNTIL_FIRST_EXPIRY, METRIC_NAMESPACE } from "../registry/metrics";
import type { Registration } from "../registry/registration";

/** Reported by a registry without certificates: nothing of it expires, and yet it reports. */
const NOTHING_EXPIRES = 36_500;

const DAY_MS = 24 * 60 * 60 * 1000;

/** An entry of a log that CloudWatch makes metrics of ("Embedded metric format", version of 2018). */
export type MetricEntry = Readonly<Record<string, unknown>>;

/**
 * Days until expiry, rounded down and negative once expired: one entry for each certificate, and one with the least
 * of them. A certificate expires with the first of its chain and its certificate authorities.
 */
export function expiryReport(registry: string, registrations: readonly Registration[], now: number): MetricEntry[] {
  const days = registrations.map((registration) => Math.floor((firstEnd(registration) - now) / DAY_MS));
  return [
    ...registrations.map(({ host, declaration }, i) => {
      const dimensions = { Registry: registry, Host: host, Declaration: dimension(declaration) };
      return entry(now, dimensions, DAYS_UNTIL_EXPIRY, days[i]!);
    }),
    entry(
      now,
      { Registry: registry },
      DAYS_UNTIL_FIRST_EXPIRY,
      days.reduce((a, b) => Math.min(a, b), NOTHING_EXPIRES),
    ),
  ];
}

function entry(now: number, dimensions: Readonly<Record<string, string>>, metric: string, value: number): MetricEntry {
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    // CloudWatch has no unit of days.
    Metrics: [{ Name: metric, Unit: "None" }],
  };
  return { _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...dimensions, [metric]: value };
}

/** CloudWatch takes dimensions of ASCII, up to 1,024 characters. */
function dimension(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 1024);
}

function firstEnd({ notAfter, certificate, certificateAuthority = "" }: Registration): number {
  const others = `${certificate}\n${certificateAuthority}`.match(PEM_BLOCK)?.map(endOf) ?? [];
  return Math.min(Date.parse(notAfter), ...others.filter((end) => !Number.isNaN(end)));
}

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function endOf(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return Number.NaN;
  }
}
