import type { LookupFunction } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { Agent } from "undici";

/** undici's own options for its pools: connections, pipelining, timeouts, `allowH2` … */
export interface UndiciOptions extends Omit<Agent.Options, "connect" | "factory"> {
  /** How connections are made; certificates are not among it. @default - as undici and Node make them */
  readonly connect?: TlsOptions & {
    /** How a host name becomes an address. @default dns.lookup */
    readonly lookup?: LookupFunction;
    /** For how long to wait for a connection, in milliseconds. @default 10000 */
    readonly timeout?: number;
  };
}

/**
 * Options of `tls.connect`, for the connections to every host; a `ca` counts more than what a registration declares.
 * A proxy that is reached over TLS is another server: they are not for it.
 */
export type TlsOptions = Pick<
  ConnectionOptions,
  | "allowPartialTrustChain"
  | "ca"
  | "checkServerIdentity"
  | "ciphers"
  | "crl"
  | "dhparam"
  | "ecdhCurve"
  | "honorCipherOrder"
  | "maxVersion"
  | "minVersion"
  | "rejectUnauthorized"
  | "secureOptions"
  | "secureProtocol"
  | "servername"
  | "sessionTimeout"
  | "sigalgs"
>;
