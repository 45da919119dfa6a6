/** CloudWatch names of the expiry report; the alarm and the dashboards of users go by them. */
export const METRIC_NAMESPACE = "ClientCertificates";
/** For each certificate, with the dimensions Registry, Host and Declaration. */
export const DAYS_UNTIL_EXPIRY = "DaysUntilExpiry";
/** For each registry, with the dimension Registry. */
export const DAYS_UNTIL_FIRST_EXPIRY = "DaysUntilFirstExpiry";

/** What the daily schedule sends to the resolver function. */
export const REPORT_REQUEST = { report: "expiry" } as const;
