import { ClientCertificateError } from "../errors";
import type { Answer } from "../wire/answer";
import type { CertificateSource } from "./certificate-source";
import { withDeadline } from "./deadline";
import { identityKey } from "./identity";

export interface CacheOptions {
  /** For how long an answer with a certificate serves, in milliseconds. */
  readonly timeToLiveMs: number;
  /** For how long an answer without one serves, or a stale one, in milliseconds. */
  readonly negativeTimeToLiveMs: number;
  /** For how long an answer serves when the registry is out of reach, in milliseconds since its table gave it. */
  readonly maxStaleMs: number;
  /** How many hosts are remembered. */
  readonly maxHosts: number;
  /** Milliseconds since some moment; never goes back, as `performance.now`. */
  readonly now: () => number;
}

/** An answer, and for how long it serves; all in milliseconds, as `now` tells them. */
export interface RememberedAnswer {
  readonly answer: Answer;
  readonly askedAt: number;
  /** When the table of the registry gave it: before it was asked for, if the registry itself had but remembered it. */
  readonly toldAt: number;
  /** From here on a refresh runs behind the requests that it still serves. */
  refreshAt: number;
  /** From here on a request waits for the refresh. */
  serveUntil: number;
  /** From here on it is older than it should be; it serves only because the registry is out of reach. */
  readonly freshUntil: number;
}

type Told = Pick<RememberedAnswer, "answer" | "askedAt" | "toldAt">;

/** A refresh starts when this part of the time to live has passed, so that a busy host never waits for one. */
const REFRESH_AFTER = 0.75;
/** How soon a registry that failed is asked again while a recent answer serves, in milliseconds. */
const RETRY_MS = 5_000;

/** Remembers which certificate a host gets; one lookup is in flight for each host. */
export class CertificateCache {
  readonly #source: Pick<CertificateSource, "resolve">;
  readonly #options: CacheOptions;
  readonly #memory = new Map<string, RememberedAnswer>();
  readonly #flights = new Map<string, Promise<RememberedAnswer>>();
  #replaced = 0;

  constructor(source: Pick<CertificateSource, "resolve">, options: CacheOptions) {
    this.#source = source;
    this.#options = options;
  }

  /**
   * What is known of a host without waiting; starts a refresh where one is due.
   *
   * @param now what `now` tells
   */
  peek(host: string, now = this.#options.now()): RememberedAnswer | undefined {
    const known = this.#memory.get(host);
    if (known === undefined) return undefined;
    if (now >= known.serveUntil) return undefined;
    if (now >= known.refreshAt) this.#ask(host).catch(() => undefined);
    return known;
  }

  /** What is known of a host, or else what the registry says. */
  async get(host: string): Promise<RememberedAnswer> {
    return this.peek(host) ?? this.#ask(host);
  }

  /** What the registry says now. */
  renew(host: string): Promise<RememberedAnswer> {
    return this.#ask(host, true);
  }

  /** Every answer that still serves, or may when the registry is out of reach. */
  *remembered(): Iterable<RememberedAnswer> {
    const oldest = this.#options.now() - this.#options.maxStaleMs;
    for (const known of this.#memory.values()) if (known.toldAt >= oldest) yield known;
  }

  /** How many answers gave way to another certificate. While it stays, nothing falls out of use but by its age. */
  get replaced(): number {
    return this.#replaced;
  }

  isStale({ answer, freshUntil }: RememberedAnswer): boolean {
    return answer.stale === true || this.#options.now() >= freshUntil;
  }

  #ask(host: string, fresh = false): Promise<RememberedAnswer> {
    const flightKey = fresh ? `fresh ${host}` : host;
    const inFlight = this.#flights.get(flightKey);
    if (inFlight) return inFlight;
    const flight = this.#lookUp(host, fresh).finally(() => this.#flights.delete(flightKey));
    this.#flights.set(flightKey, flight);
    return flight;
  }

  async #lookUp(host: string, fresh: boolean): Promise<RememberedAnswer> {
    const askedAt = this.#options.now();
    try {
      const asked = this.#source.resolve(host, fresh ? { fresh } : {});
      const answer = await withDeadline(asked, "registry-unreachable", "the registry");
      const toldAt = askedAt - (answer.ageMs ?? 0);
      if (answer.stale) this.#refuseOld(host, toldAt);
      return this.#remember(host, { answer, askedAt, toldAt });
    } catch (error) {
      const recent = this.#memory.get(host);
      if (recent) recent.refreshAt = this.#options.now() + RETRY_MS;
      if (recent && isUnreachable(error) && this.#mayStillServe(recent)) return recent;
      throw error;
    }
  }

  /** What the registry remembered is no news where more is known here, or where it is older than may serve. */
  #refuseOld(host: string, toldAt: number): void {
    const known = this.#memory.get(host);
    if ((!known || known.toldAt <= toldAt) && this.#options.now() < this.#endOf({ toldAt })) return;
    const minutes = Math.round((this.#options.now() - toldAt) / 60_000);
    throw new ClientCertificateError(
      "registry-unreachable",
      `the table of the registry did not answer, and what it said last was ${minutes} minutes ago`,
    );
  }

  #remember(host: string, { answer, askedAt, toldAt }: Told): RememberedAnswer {
    const known = this.#memory.get(host);
    if (known && known.askedAt > askedAt) return known;
    const { timeToLiveMs, negativeTimeToLiveMs, maxHosts } = this.#options;
    const servesMs = answer.certificate && !answer.stale ? timeToLiveMs : negativeTimeToLiveMs;
    const serveUntil = Math.min(askedAt + servesMs, this.#endOf({ toldAt }));
    const remembered = {
      answer,
      askedAt,
      toldAt,
      refreshAt: askedAt + servesMs * REFRESH_AFTER,
      serveUntil,
      freshUntil: serveUntil,
    };
    if (known && keyOf(known) !== keyOf(remembered)) this.#replaced++;
    this.#memory.delete(host);
    this.#memory.set(host, remembered);
    if (this.#memory.size > maxHosts) {
      this.#memory.delete(this.#memory.keys().next().value!);
      this.#replaced++;
    }
    return remembered;
  }

  #mayStillServe(recent: RememberedAnswer): boolean {
    const end = this.#endOf(recent);
    if (this.#options.now() >= end) return false;
    recent.serveUntil = Math.max(end, recent.serveUntil);
    return true;
  }

  #endOf({ toldAt }: Pick<Told, "toldAt">): number {
    return toldAt + this.#options.maxStaleMs;
  }
}

function keyOf({ answer: { certificate } }: Pick<RememberedAnswer, "answer">): string | null {
  return certificate && identityKey(certificate);
}

function isUnreachable(error: unknown): boolean {
  return ClientCertificateError.is(error) && error.code === "registry-unreachable";
}
