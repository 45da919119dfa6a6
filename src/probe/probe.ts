import type { SecureContext } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";
import { type Target, targetOf } from "../proxy/target";
import type { ClientCertificates } from "../runtime/client-certificates";
import type { Registration } from "../wire/registration";
import { type Attempt, attempt, bareContext, type Outcome, type ServerFacts } from "./attempt";
import { readCertificateRequest } from "./certificate-request";
import { strangersContext } from "./stranger";

/** How long one connection with its answer may take, in milliseconds. */
export const TIMEOUT_MS = 10_000;

/** What a probe found out about a URL. */
export interface Probed {
  readonly url: string;
  /** Whether all is as it should be. */
  readonly ok: boolean;
  /** In a sentence. */
  readonly verdict: string;
  readonly server?: ServerFacts;
  /** The certificate of ours that is due to the host, and why it. */
  readonly presented?: {
    readonly declaration: string;
    readonly subject: string;
    readonly fingerprint256: string;
    readonly notAfter: string;
    readonly reason: string;
  };
  /** Without a certificate, and with it. */
  readonly without?: Outcome;
  readonly with?: Outcome;
  /** Those of nobody's acquaintance, where the server is to refuse them. */
  readonly strangers?: { readonly expired: Outcome; readonly foreign: Outcome };
  /** Whether the server asks for a client certificate; undefined where it cannot be told. */
  readonly asks?: boolean;
  /** Whether it demands one; undefined where it cannot be told. */
  readonly demands?: boolean;
  /** Whose certificates it takes, as it says in TLS 1.2. */
  readonly authorities?: readonly string[];
}

/** Puts a certificate of ours to the real server, and says what the server makes of it. */
export async function probe(certificates: ClientCertificates, url: URL, timeoutMs = TIMEOUT_MS): Promise<Probed> {
  const context = await contextOf(certificates, url);
  if ("failure" in context) return { url: url.href, ok: false, verdict: context.failure };
  const { target, registration, secureContext, reason } = context;
  const path = `${url.pathname}${url.search}`;
  const bare = registration ? bareContext(registration.certificateAuthority) : secureContext;

  const without = await attempt({ target, path, secureContext: bare, timeoutMs });
  const heard = without.server && (await readCertificateRequest(target, timeoutMs));
  const presents =
    registration !== null && without.outcome.kind !== "untrusted" && without.outcome.kind !== "unreachable";
  const tried = presents ? await attempt({ target, path, secureContext, registration, timeoutMs }) : undefined;
  const demands = demandsOne(without.outcome, tried?.outcome);

  return {
    url: url.href,
    ok: (tried ?? without).outcome.kind === "answered" && !isRefusal((tried ?? without).outcome),
    verdict: verdictOf(tried ?? without, registration, heard?.asked, demands),
    server: tried?.server ?? without.server,
    ...(registration && { presented: { ...pick(registration), reason } }),
    without: without.outcome,
    ...(tried && { with: tried.outcome }),
    ...(heard && { asks: heard.asked, authorities: heard.authorities }),
    ...(demands !== undefined && { demands }),
  };
}

/** The other way round: all is well where the server refuses who has no certificate, an expired one or a foreign one. */
export async function probeRefusal(
  certificates: ClientCertificates,
  url: URL,
  timeoutMs = TIMEOUT_MS,
): Promise<Probed> {
  const context = await contextOf(certificates, url);
  if ("failure" in context) return { url: url.href, ok: false, verdict: context.failure };
  const { target, registration } = context;
  const path = `${url.pathname}${url.search}`;
  const certificateAuthority = registration?.certificateAuthority;
  const asked = { target, path, timeoutMs };
  const [without, expired, foreign] = await Promise.all([
    attempt({ ...asked, secureContext: bareContext(certificateAuthority) }),
    attempt({ ...asked, secureContext: strangersContext({ expired: true, certificateAuthority }) }),
    attempt({ ...asked, secureContext: strangersContext({ expired: false, certificateAuthority }) }),
  ]);
  const all = { "no certificate": without, "an expired certificate": expired, "a foreign certificate": foreign };
  const admitted = Object.entries(all).filter(([, { outcome }]) => !isRefusal(outcome));
  return {
    url: url.href,
    ok: admitted.length === 0,
    verdict:
      admitted.length === 0
        ? "refuses who has no certificate, an expired one or a foreign one"
        : admitted.map(([who, { outcome }]) => `${who}: ${describe(outcome)}`).join("; "),
    server: without.server,
    without: without.outcome,
    strangers: { expired: expired.outcome, foreign: foreign.outcome },
  };
}

interface Context {
  readonly target: Target;
  readonly registration: Registration | null;
  readonly secureContext: SecureContext;
  /** Why this certificate. */
  readonly reason: string;
}

async function contextOf(certificates: ClientCertificates, url: URL): Promise<Context | { readonly failure: string }> {
  const target = targetOf(`${url.hostname}:${url.port || 443}`);
  if (url.protocol !== "https:" || !target) return { failure: "only https:// URLs present client certificates" };
  try {
    const { considered } = await certificates.explain(url.href);
    const { secureContext, registration } = await certificates.secureContextFor(target.host);
    const first = considered?.find(({ rank }) => rank === 1);
    return { target, registration, secureContext, reason: first?.reason ?? "no certificate matches" };
  } catch (error) {
    if (!ClientCertificateError.is(error)) throw error;
    return { failure: messageOf(error) };
  }
}

function pick({ declaration, subject, fingerprint256, notAfter }: Registration) {
  return { declaration, subject, fingerprint256, notAfter };
}

/** HTTP answers by which servers say that they miss a certificate, or do not take it; 495 and 496 are nginx's. */
const REFUSING = new Set([400, 401, 403, 495, 496]);

function isRefusal(outcome: Outcome): boolean {
  return outcome.kind === "refused" || (outcome.kind === "answered" && REFUSING.has(outcome.status));
}

function demandsOne(without: Outcome, tried: Outcome | undefined): boolean | undefined {
  if (without.kind === "answered" && !isRefusal(without)) return false;
  if (isRefusal(without) && tried?.kind === "answered" && !isRefusal(tried)) return true;
  return undefined;
}

function verdictOf({ outcome }: Attempt, registration: Registration | null, asks?: boolean, demands?: boolean): string {
  const what = registration ? "the certificate is presented" : "no certificate of ours matches";
  if (outcome.kind !== "answered" || isRefusal(outcome)) return describe(outcome);
  if (!registration) return `${what}; HTTP ${outcome.status} without one`;
  if (demands) return `${what}, and demanded: HTTP ${outcome.status}`;
  if (asks === false) return `the server does not ask for a certificate: HTTP ${outcome.status} without it`;
  return `${what}, and the server answers without one, too: HTTP ${outcome.status}`;
}

export function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case "answered":
      return isRefusal(outcome)
        ? `answered HTTP ${outcome.status}: it may not take the certificate`
        : `answered HTTP ${outcome.status}`;
    case "untrusted":
      return `the server is not trusted: ${outcome.reason}`;
    case "unreachable":
      return `not reached: ${outcome.reason}`;
    default:
      return `${outcome.kind}: ${outcome.reason}`;
  }
}
