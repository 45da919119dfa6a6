import { printable } from "./printable";

/** Everything that this package throws on purpose. The codes are stable; switch on them, not on messages. */
export type ErrorCode =
  | "invalid-argument"
  | "invalid-host"
  | "unresolved-token"
  | "synthesis-refused"
  | "invalid-manifest"
  | "framework-missing"
  | "framework-mixed"
  | "registry-unreachable"
  | "registry-refused"
  | "secret-unreadable"
  | "passphrase-unavailable"
  | "passphrase-wrong"
  | "client-closed"
  | "unsupported-runtime"
  | "certificate-refused"
  | "server-untrusted";

const BRAND = Symbol.for("cdktf-client-certificates/ClientCertificateError");

/** The base of every error of this package: a stable `code`, and the `cause` where there is one. */
export class ClientCertificateError extends Error {
  /** What happened; stable. */
  readonly code: ErrorCode;
  /** The host that the error is about, where it is about one. */
  declare readonly host?: string;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; host?: string } = {}) {
    // One line, whatever a host or a registry put into it.
    super(printable(message), options);
    this.name = "ClientCertificateError";
    this.code = code;
    if (options.host !== undefined) this.host = options.host;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Whether `x` is an error of this package, of whichever copy of it. */
  static is(x: unknown): x is ClientCertificateError {
    return typeof x === "object" && x !== null && BRAND in x;
  }
}

/** The message of whatever was thrown; errors of another realm are none by `instanceof`. */
export function messageOf(thrown: unknown): string {
  const message = (thrown as { message?: unknown } | null | undefined)?.message;
  return typeof message === "string" ? message : String(thrown);
}
