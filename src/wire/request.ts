import { hostOf } from "../host/host-name";
import { Fields, flag, Place, text } from "./fields";

/** What the resolver function is asked: a host or a URL. */
export type ResolverRequest = ({ readonly host: string } | { readonly url: string }) & {
  /** Whether to answer with every candidate. */
  readonly explain?: boolean;
  /** Whether to look anew: for a client that found the last answer's secret gone. */
  readonly fresh?: boolean;
};

export function writeRequest(request: ResolverRequest): string {
  return JSON.stringify(request);
}

/** A request as the resolver takes it; the host is normalised. */
export interface AskedHost {
  readonly host: string;
  readonly explain: boolean;
  readonly fresh: boolean;
}

/** @throws ClientCertificateError `invalid-argument` or `invalid-host` */
export function readRequest(value: unknown): AskedHost {
  const at = new Place({
    name: "the request",
    code: "invalid-argument",
    fix: 'Ask {"host": "www.acme.com"} or {"url": "https://www.acme.com/"}, with "explain": true if wanted',
  });
  const fields = Fields.of(value, at);
  const host = fields.optional("host", text);
  const url = fields.optional("url", text);
  const asked = host ?? url;
  if (asked === undefined || (host !== undefined && url !== undefined)) return at.fail("must have either host or url");
  return {
    host: hostOf(asked),
    explain: fields.optional("explain", flag) === true,
    fresh: fields.optional("fresh", flag) === true,
  };
}

/** What the daily schedule sends to the resolver function. */
export const REPORT_REQUEST = { report: "expiry" } as const;

export function isReportRequest(event: unknown): boolean {
  return typeof event === "object" && event !== null && "report" in event && event.report === REPORT_REQUEST.report;
}
