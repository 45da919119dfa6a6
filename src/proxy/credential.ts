import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const USER = "client-certificates";

/** What a client of the proxy has to know: random, made for one run, and part of the proxy's URL. */
export class Credential {
  readonly #password = randomBytes(24).toString("base64url");

  /** The URL of a proxy that asks for this credential. */
  urlOf(host: string, port: number): string {
    return `http://${USER}:${this.#password}@${host}:${port}`;
  }

  /** Whether a `Proxy-Authorization` header (RFC 9110, section 11.7.2) carries it; takes as long for a wrong one. */
  isIn(header: string | undefined): boolean {
    const expected = `Basic ${Buffer.from(`${USER}:${this.#password}`).toString("base64")}`;
    return timingSafeEqual(digest(header ?? ""), digest(expected));
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
