import type { Registration } from "../wire/registration";

export interface MemoryOptions {
  /** How many hosts are remembered. */
  readonly maxHosts: number;
  /** How many bytes the certificates of all of them may take, about. */
  readonly maxBytes: number;
}

/** What the table said last of a host. */
export interface RememberedRegistration {
  readonly at: number;
  readonly registration: Registration | null;
}

/** The last answers, by host, within bounds: the oldest are forgotten. */
export class Memory {
  private readonly hosts = new Map<string, RememberedRegistration>();
  private bytes = 0;

  constructor(private readonly options: MemoryOptions) {}

  get(host: string): RememberedRegistration | undefined {
    return this.hosts.get(host);
  }

  set(host: string, remembered: RememberedRegistration): void {
    this.forget(host);
    this.hosts.set(host, remembered);
    this.bytes += bytesOf(host, remembered);
    for (const oldest of this.hosts.keys()) {
      if (this.hosts.size <= this.options.maxHosts && this.bytes <= this.options.maxBytes) return;
      this.forget(oldest);
    }
  }

  private forget(host: string): void {
    const known = this.hosts.get(host);
    if (!known) return;
    this.hosts.delete(host);
    this.bytes -= bytesOf(host, known);
  }
}

/** For objects, and for what is not counted. */
const OVERHEAD = 1024;

/** JavaScript takes one or two bytes for a character. */
function bytesOf(host: string, { registration }: RememberedRegistration): number {
  const texts = Object.values(registration ?? {})
    .flat()
    .map((value) => (typeof value === "string" ? value.length : 0));
  return OVERHEAD + 2 * texts.reduce((sum, length) => sum + length, host.length);
}
