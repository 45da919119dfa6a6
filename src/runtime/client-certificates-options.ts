import { ClientCertificateError } from "../errors";
import type { CacheOptions } from "../identity/certificate-cache";
import type { CertificateSource } from "../identity/certificate-source";
import { now } from "../identity/clock";
import { certificateBlocks } from "../wire/pem";
import { DeployedSource } from "./deployed-source";
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
export function sourceOf(options: ClientCertificatesOptions): CertificateSource {
  const { registry, region, source }: Partial<DeployedRegistryOptions & CustomSourceOptions> = Object(options);
  if (typeof source?.resolve === "function" && typeof source.secret === "function") return source;
  if (typeof registry === "string" && registry !== "" && !source) return new DeployedSource(registry, region);
  throw new ClientCertificateError("invalid-argument", "registry is missing: give the name of a deployed registry");
}

/** @throws ClientCertificateError `invalid-argument` */
export function directoryOf(directory: string): string {
  if (typeof directory === "string" && directory !== "") return directory;
  const message = "the directory is missing: give cdktf's output directory, e.g. cdktf.out";
  throw new ClientCertificateError("invalid-argument", message);
}

/** The longest time that a timer of Node takes, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @throws ClientCertificateError `invalid-argument` */
export function timeoutOf(timeoutMs: number): number {
  if (timeoutMs >= 0 && typeof timeoutMs === "number") return Math.min(timeoutMs, MAX_TIMER_MS);
  throw new ClientCertificateError("invalid-argument", "timeoutMs is no number of milliseconds that is not negative");
}

/** @throws ClientCertificateError `invalid-argument` */
export function settingsOf(options: ConnectionOptions): CacheOptions {
  const { certificateAuthority } = options;
  // Node takes what it cannot read for a list of none, without a word.
  if (certificateAuthority !== undefined && certificateBlocks(String(certificateAuthority)).length === 0)
    throw new ClientCertificateError("invalid-argument", "certificateAuthority holds no certificate in PEM");
  const given = Object.fromEntries(
    Object.keys(DEFAULTS).map((name) => {
      const value = options[name as keyof typeof DEFAULTS] ?? DEFAULTS[name as keyof typeof DEFAULTS];
      if (Number.isFinite(value) && value >= 0) return [name, value];
      throw new ClientCertificateError("invalid-argument", `${name} is ${value}: give a number that is not negative`);
    }),
  ) as Record<keyof typeof DEFAULTS, number>;
  return { ...given, maxStaleMs: Math.max(given.maxStaleMs, given.timeToLiveMs), now };
}
