/** How soon after a failure the same is tried again, in milliseconds. */
const COOL_DOWN_MS = 1_000;

/** What failed a moment ago fails again, without being tried: what is refused or overloaded is not asked by every request. */
export class CoolDown {
  readonly #failures = new Map<string, { readonly error: unknown; readonly until: number }>();

  constructor(
    private readonly now: () => number,
    private readonly maxKeys: number,
  ) {}

  /** Runs it, unless it failed a moment ago. */
  async run<T>(key: string, attempt: () => Promise<T>): Promise<T> {
    const failure = this.#failures.get(key);
    if (failure && this.now() < failure.until) throw failure.error;
    try {
      const result = await attempt();
      this.#failures.delete(key);
      return result;
    } catch (error) {
      this.#failures.delete(key);
      this.#failures.set(key, { error, until: this.now() + COOL_DOWN_MS });
      if (this.#failures.size > this.maxKeys) this.#failures.delete(this.#failures.keys().next().value!);
      throw error;
    }
  }
}
