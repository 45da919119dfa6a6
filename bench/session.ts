import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One run of the benchmark: how large it is, where its files are, and what ends with it. */
export class Session {
  readonly directory = mkdtempSync(join(tmpdir(), "bench-"));
  private readonly ends: (() => unknown)[] = [];

  /** @param isShort tiny sizes and few rounds, to see that it works */
  constructor(readonly isShort: boolean) {}

  /** A size, and what it is in the short form. */
  size(full: number, short: number): number {
    return this.isShort ? short : full;
  }

  onEnd(end: () => unknown): void {
    this.ends.push(end);
  }

  async end(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What several rows need: made when the first asks for it. */
export function shared<T>(make: (session: Session) => T): (session: Session) => T {
  const made = new WeakMap<Session, { readonly value: T }>();
  return (session) => {
    const known = made.get(session) ?? { value: make(session) };
    made.set(session, known);
    return known.value;
  };
}
