import { isIPv6 } from "node:net";
import { normaliseHost } from "../host/host-name";

/** Where a client of the proxy wants to go. */
export interface Target {
  /** Normalised. */
  readonly host: string;
  readonly port: number;
}

/**
 * The target of a CONNECT request, `host:port` (RFC 9110, section 9.3.6).
 *
 * @returns undefined for anything else: a missing or impossible port, no valid host name
 */
export function targetOf(authority: string): Target | undefined {
  const [, bracketed, name, digits] = /^(?:\[([^[\]]+)\]|([^:[\]@%]+)):(\d{1,5})$/.exec(authority) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  try {
    return { host: normaliseHost(bracketed ?? name ?? ""), port };
  } catch {
    return undefined;
  }
}

/** The same as in a URL: brackets around an IPv6 address. */
export function hostInUrl({ host }: Target): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** `https://host:port`. */
export function originOf(target: Target): string {
  return `https://${hostInUrl(target)}:${target.port}`;
}

/** As a `Host` header names it: without the port of https. */
export function hostHeaderOf(target: Target): string {
  return target.port === 443 ? hostInUrl(target) : `${hostInUrl(target)}:${target.port}`;
}

/** Whether a `Host` header or an `:authority` names the target; without a port it means 443. */
export function isFor(target: Target, authority: string): boolean {
  const named = targetOf(/:\d+$/.test(authority.replace(/^\[.*\]/, "")) ? authority : `${authority}:443`);
  return named?.host === target.host && named.port === target.port;
}
