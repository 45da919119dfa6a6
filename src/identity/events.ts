import { channel } from "node:diagnostics_channel";
import type { ClientCertificateError } from "../errors";
import type { Registration } from "../wire/registration";

/** Published for each request over TLS, before it is sent: which certificate its host gets. */
export const SELECT_CHANNEL = "cdktf-client-certificates:select";
/** Published for each TLS connection that was made: which certificate may be presented on it. */
export const CONNECT_CHANNEL = "cdktf-client-certificates:connect";

/** Published whenever a registry does not answer, or not in a way that can be believed: what is known serves on for a time. */
export const REGISTRY_CHANNEL = "cdktf-client-certificates:registry";

export interface RegistryEvent {
  /** Which registry, for people. */
  readonly registry: string;
  /** Why it is out of reach, or what is wrong with what it said. */
  readonly error: ClientCertificateError;
}

/** Which certificate goes to a host; never anything secret. All but the host is undefined where none does. */
export interface CertificateEvent {
  /** Normalised: lower case, punycode, without a port. */
  readonly host: string;
  /** The host pattern that matched. */
  readonly pattern?: string;
  /** Path of the declaration in the construct tree. */
  readonly declaration?: string;
  /** Distinguished name on one line. */
  readonly subject?: string;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint256?: string;
}

export interface SelectEvent extends CertificateEvent {
  /** Whether the answer was known already. */
  readonly cached: boolean;
  /** Whether it is older than it should be, because the registry is out of reach. */
  readonly stale: boolean;
}

export interface ConnectEvent extends CertificateEvent {
  /** Port of the host, or of the proxy in front of it. */
  readonly port: number;
}

const select = channel(SELECT_CHANNEL);
const connect = channel(CONNECT_CHANNEL);
const registryChannel = channel(REGISTRY_CHANNEL);

export function publishRegistryFault(registry: string, error: ClientCertificateError): void {
  if (registryChannel.hasSubscribers) registryChannel.publish({ registry, error } satisfies RegistryEvent);
}

export function publishSelection(
  host: string,
  registration: Registration | null,
  how: () => Pick<SelectEvent, "cached" | "stale">,
): void {
  if (select.hasSubscribers)
    select.publish({ ...certificateEvent(host, registration), ...how() } satisfies SelectEvent);
}

export function publishConnection(host: string, port: number, registration?: Registration | null): void {
  if (connect.hasSubscribers) {
    connect.publish({ ...certificateEvent(host, registration), port } satisfies ConnectEvent);
  }
}

function certificateEvent(host: string, registration?: Registration | null): CertificateEvent {
  if (!registration) return { host };
  const { host: pattern, declaration, subject, fingerprint256 } = registration;
  return { host, pattern, declaration, subject, fingerprint256 };
}
