import { ClientCertificateError, messageOf } from "../errors";
import { hostOf } from "../host/host-name";
import { lookupKeys } from "../host/host-pattern";
import type { Registration, RegistrationStore } from "../registry/registration";
import { type Answer, answer } from "../registry/resolve";

/** What the resolver function is asked: a host or a URL. */
export type ResolverRequest = ({ readonly host: string } | { readonly url: string }) & {
  /** Whether to answer with every candidate. */
  readonly explain?: boolean;
  /** Whether to look anew: for a client that found the last answer's secret gone. */
  readonly fresh?: boolean;
};

export interface ResolverFault {
  readonly error: { readonly code: string; readonly message: string };
}

export interface ResolverOptions {
  /** For how long an answer of the table serves, in milliseconds. */
  readonly freshMs: number;
  /** For how long it serves, marked stale, when the table does not answer, in milliseconds. */
  readonly staleMs: number;
  /** How many hosts are remembered. */
  readonly maxHosts: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Remembered {
  readonly at: number;
  readonly candidates: readonly Registration[];
}

/** Answers requests from a store, with a short memory. */
export class Resolver {
  private readonly memory = new Map<string, Remembered>();

  constructor(
    private readonly store: RegistrationStore,
    private readonly options: ResolverOptions,
  ) {}

  /** Answers with the certificate for a host; a bad request, or a table that is out of reach, with an error. */
  async handle(request: unknown): Promise<Answer | ResolverFault> {
    try {
      const host = requestedHost(request);
      const { explain: explains, fresh } = request as ResolverRequest;
      const { candidates, stale } = await this.candidates(host, fresh === true);
      const explain = explains === true;
      return { ...answer(host, candidates, { explain }), ...(stale ? { stale } : {}) };
    } catch (error) {
      const code = ClientCertificateError.is(error) ? error.code : "internal-error";
      return { error: { code, message: messageOf(error) } };
    }
  }

  private async candidates(
    host: string,
    fresh: boolean,
  ): Promise<{ candidates: readonly Registration[]; stale?: true }> {
    const { freshMs, staleMs, now } = this.options;
    const known = this.memory.get(host);
    const age = known ? now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age < freshMs && !fresh) return known;
    try {
      const candidates = await this.store.candidates(lookupKeys(host));
      this.remember(host, { at: now(), candidates });
      return { candidates };
    } catch (error) {
      if (known && age < staleMs) return { ...known, stale: true };
      throw error;
    }
  }

  private remember(host: string, entry: Remembered): void {
    this.memory.delete(host);
    this.memory.set(host, entry);
    if (this.memory.size > this.options.maxHosts) this.memory.delete(this.memory.keys().next().value!);
  }
}

function requestedHost(request: unknown): string {
  const { host, url } = (typeof request === "object" && request !== null ? request : {}) as Record<string, unknown>;
  if (typeof host === "string" && url === undefined) return hostOf(host);
  if (typeof url === "string" && host === undefined) return hostOf(url);
  throw new ClientCertificateError(
    "invalid-argument",
    'the request must be {"host": "www.acme.com"} or {"url": "https://www.acme.com/"}, with "explain": true if wanted',
  );
}
