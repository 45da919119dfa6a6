import type { UnreadableItem } from "./store";

/** CloudWatch names of what the resolver function reports; the alarms and the dashboards of users go by them. */
export const METRIC_NAMESPACE = "ClientCertificates";
/** For each certificate, with the dimensions Registry, Host and Declaration. */
export const DAYS_UNTIL_EXPIRY = "DaysUntilExpiry";
/** For each registry, with the dimension Registry. */
export const DAYS_UNTIL_FIRST_EXPIRY = "DaysUntilFirstExpiry";
/** How many items of the table were left out, with the dimension Registry: by the daily report, and as they are met. */
export const UNREADABLE_ITEMS = "UnreadableItems";

/** An entry of a log that CloudWatch makes metrics of ("Embedded metric format", version of 2018). */
export type MetricEntry = Readonly<Record<string, unknown>>;

export function metricEntry(
  now: number,
  dimensions: Readonly<Record<string, string>>,
  metric: string,
  value: number,
): MetricEntry {
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [Object.keys(dimensions)],
    // CloudWatch has no unit of days.
    Metrics: [{ Name: metric, Unit: "None" }],
  };
  return { _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...dimensions, [metric]: value };
}

/** Names items that were left out (few: CloudWatch takes entries of 256 KB), and counts all of them. */
export function unreadableEntry(registry: string, count: number, items: readonly UnreadableItem[], now: number) {
  return {
    ...metricEntry(now, { Registry: registry }, UNREADABLE_ITEMS, count),
    ...(items.length > 0 && { items }),
  };
}
