import { ClientCertificateError } from "../errors";
import type { CacheOptions } from "../identity/certificate-cache";
import type { CertificateSource } from "../identity/certificate-source";
import { now } from "../identity/clock";
import type { HttpsOptions } from "./tls-options";
import type { UndiciOptions } from "./undici-options";

export interface ConnectionOptions {
  /**
   * For how long a host's certificate is kept before the registry is asked again, in milliseconds: so long may a
   * renewed certificate wait for its first use. @default 60000
   */
  readonly timeToLiveMs?: number;
  /** The same for a host that has no certificate, in milliseconds. @default 10000 */
  readonly negativeTimeToLiveMs?: number;
  /**
   * For how long a host's certificate is used when the registry is out of reach, in milliseconds since the registry
   * last told it; at least `timeToLiveMs`. @default 900000, a quarter of an hour
   */
  readonly maxStaleMs?: number;
  /** How many hosts are remembered. @default 10000 */
  readonly maxHosts?: number;
  /**
   * The certificate authorities, as PEM, by which a server is verified if its registration names none.
   * @default - the usual roots of Node
   */
  readonly certificateAuthority?: string;
  /**
   * undici's options for `dispatcher()` and `fetch`: connections, timeouts, `allowH2` … and, in `connect`, those of TLS.
   * @default - undici's defaults
   */
  readonly undici?: UndiciOptions;
  /**
   * node:https's options for `agent()`: maxSockets, timeouts … and those of TLS. @default - those of Node's global agent
   */
  readonly https?: HttpsOptions;
}

export interface DeployedRegistryOptions extends ConnectionOptions {
  /** Name of the deployed registry. */
  readonly registry: string;
  /** AWS region of the registry. @default - as the AWS SDK finds it */
  readonly region?: string;
}

export interface CustomSourceOptions extends ConnectionOptions {
  /** Where answers and key material come from, e.g. for a test. */
  readonly source: CertificateSource;
}

export type ClientCertificatesOptions = DeployedRegistryOptions | CustomSourceOptions;

export interface FromSynthOptions extends ConnectionOptions {
  /** Name of the registry. @default - the only one of the app */
  readonly registry?: string;
}

const DEFAULTS = {
  timeToLiveMs: 60_000,
  negativeTimeToLiveMs: 10_000,
  maxStaleMs: 15 * 60_000,
  maxHosts: 10_000,
} as const;

/** @throws ClientCertificateError `invalid-argument` */
export function settingsOf(options: ConnectionOptions): CacheOptions {
  const given = Object.fromEntries(
    Object.keys(DEFAULTS).map((name) => {
      const value = options[name as keyof typeof DEFAULTS] ?? DEFAULTS[name as keyof typeof DEFAULTS];
      if (Number.isFinite(value) && value >= 0) return [name, value];
      throw new ClientCertificateError("invalid-argument", `${name} is ${value}: give a number that is not negative`);
    }),
  ) as Record<keyof typeof DEFAULTS, number>;
  return { ...given, maxStaleMs: Math.max(given.maxStaleMs, given.timeToLiveMs), now };
}
