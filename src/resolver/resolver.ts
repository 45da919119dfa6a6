import { ClientCertificateError, messageOf } from "../errors";
import { resolve } from "../registry/resolve";
import type { RegistrationStore, UnreadableItem } from "../registry/store";
import { type Answer, type ResolverFault, writeFault } from "../wire/answer";
import { type AskedHost, readRequest } from "../wire/request";
import { Memory, type MemoryOptions } from "./memory";

export interface ResolverOptions extends MemoryOptions {
  /** For how long an answer of the table serves, in milliseconds. */
  readonly freshMs: number;
  /** For how long it serves, marked stale, when the table does not answer, in milliseconds. */
  readonly staleMs: number;
  /** How long the table may take for one request, in milliseconds. */
  readonly deadlineMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of items that cannot be read, once for each request that meets some. */
  readonly onUnreadable: (items: readonly UnreadableItem[]) => void;
}

/** How many items that cannot be read one request tells of. */
const MAX_NAMED = 100;

/** Answers requests from a store, with a short memory. */
export class Resolver {
  private readonly memory: Memory;

  constructor(
    private readonly store: RegistrationStore,
    private readonly options: ResolverOptions,
  ) {
    this.memory = new Memory(options);
  }

  /** Answers with the certificate for a host; a bad request, or a table that is out of reach, with an error. */
  async handle(request: unknown): Promise<Answer | ResolverFault> {
    try {
      return await this.answer(readRequest(request));
    } catch (error) {
      return writeFault(ClientCertificateError.is(error) ? error.code : "internal-error", messageOf(error));
    }
  }

  private async answer(asked: AskedHost): Promise<Answer> {
    const { host, explain, fresh } = asked;
    const { freshMs, staleMs, now } = this.options;
    const known = this.memory.get(host);
    // A clock that was set back says nothing of an age.
    const age = known && now() >= known.at ? now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age < freshMs && !fresh && !explain) return { host, certificate: known.registration };
    try {
      return await this.lookUp(asked);
    } catch (error) {
      if (known && age < staleMs) {
        const ageMs = Math.max(age, now() - known.at);
        return { host, certificate: known.registration, stale: true, ageMs };
      }
      throw error;
    }
  }

  private async lookUp({ host, explain, fresh }: AskedHost): Promise<Answer> {
    const { deadlineMs, now, onUnreadable } = this.options;
    const at = now();
    const unreadable: UnreadableItem[] = [];
    try {
      const answer = await resolve(this.store, host, {
        explain,
        fresh,
        signal: AbortSignal.timeout(deadlineMs),
        onUnreadable: (item) => unreadable.length < MAX_NAMED && unreadable.push(item),
      });
      this.memory.set(host, { at, registration: answer.certificate });
      return answer;
    } finally {
      if (unreadable.length > 0) onUnreadable(unreadable);
    }
  }
}
