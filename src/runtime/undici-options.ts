import type { LookupFunction } from "node:net";
import type { Agent } from "undici";

/** undici's own options for its pools: connections, pipelining, timeouts, `allowH2` … */
export interface UndiciOptions extends Omit<Agent.Options, "connect" | "factory"> {
  /** How connections are made; certificates are not among it. */
  readonly connect?: {
    /** How a host name becomes an address. @default dns.lookup */
    readonly lookup?: LookupFunction;
    /** For how long to wait for a connection, in milliseconds. @default 10000 */
    readonly timeout?: number;
  };
}
