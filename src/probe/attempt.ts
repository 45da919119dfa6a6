import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { messageOf } from "../errors";
import { hostInUrl, type Target } from "../proxy/target";
import { connectTo } from "../proxy/tunnel";
import { explainTlsError, refusalByAlert } from "../runtime/tls-errors";
import type { Registration } from "../wire/registration";

/** What became of one connection with one request on it. */
export type Outcome =
  /** The server answered the request. */
  | { readonly kind: "answered"; readonly status: number }
  /** A TLS alert, or the end of the connection, in place of an answer. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Neither an answer nor an end in time. */
  | { readonly kind: "silent"; readonly reason: string }
  /** The server is not who it should be: nothing was sent. */
  | { readonly kind: "untrusted"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Who a server is, as far as the handshake told. */
export interface ServerFacts {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  readonly trusted: boolean;
  readonly protocol: string;
  readonly cipher: string;
}

export interface Attempt {
  readonly outcome: Outcome;
  readonly server?: ServerFacts;
}

export interface AttemptOptions {
  readonly target: Target;
  /** Path and query of the request. */
  readonly path: string;
  /** What is presented, and who is trusted. */
  readonly secureContext: SecureContext;
  /** The certificate that is presented, for the words of a refusal. */
  readonly registration?: Registration;
  /** In milliseconds, for the whole of it. */
  readonly timeoutMs: number;
}

/** Connects, and asks for a path once the server is known to be the right one. */
export async function attempt(options: AttemptOptions): Promise<Attempt> {
  const { target, timeoutMs } = options;
  let raw: Duplex;
  try {
    raw = await within(connectTo(target), timeoutMs);
  } catch (error) {
    return { outcome: { kind: "unreachable", reason: messageOf(error) } };
  }
  return new Promise((resolve) => ask(raw, options, resolve));
}

function ask(raw: Duplex, options: AttemptOptions, done: (attempt: Attempt) => void): void {
  const { target, path, secureContext, registration, timeoutMs } = options;
  let server: ServerFacts | undefined;
  let over = false;
  const end = (outcome: Outcome) => {
    if (over) return;
    over = true;
    clearTimeout(patience);
    socket.destroy();
    raw.destroy();
    done({ outcome, server });
  };
  const patience = setTimeout(() => {
    end({ kind: "silent", reason: `${server ? "no answer" : "no end of the TLS handshake"} in ${timeoutMs} ms` });
  }, timeoutMs);
  const socket = connect({
    socket: raw,
    host: target.host,
    ...(isIP(target.host) ? {} : { servername: target.host }),
    secureContext,
    ALPNProtocols: ["http/1.1"],
    // Judged below, where it can be told who the server is.
    rejectUnauthorized: false,
  });
  socket.on("secureConnect", () => {
    server = factsOf(socket);
    if (!socket.authorized) return end({ kind: "untrusted", reason: String(socket.authorizationError) });
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostInUrl(target)}:${target.port}\r\nUser-Agent: client-certificates probe\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
    );
  });
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
    if (status !== undefined) end({ kind: "answered", status: Number(status) });
    else if (received.length > 4096) end({ kind: "refused", reason: "what it answered is no HTTP" });
  });
  socket.on("error", (error) => {
    // What was presented without a registration, nothing or a stranger's certificate, is known to who asked.
    const alert = registration ? undefined : refusalByAlert(error, target.host);
    end({ kind: "refused", reason: alert ?? messageOf(explainTlsError(error, target.host, registration, socket)) });
  });
  const closed = () => {
    const when = server ? "after the TLS handshake, without an answer" : "in the TLS handshake, without an alert";
    end({ kind: "refused", reason: `it closed the connection ${when}` });
  };
  socket.on("end", closed).on("close", closed);
  // What ends in the midst of a handshake is not told by the socket above it.
  raw.on("end", () => setImmediate(closed)).on("close", () => setImmediate(closed));
}

function factsOf(socket: TLSSocket): ServerFacts {
  const certificate = socket.getPeerX509Certificate();
  return {
    subject: oneLine(certificate?.subject),
    issuer: oneLine(certificate?.issuer),
    notAfter: certificate ? new Date(certificate.validTo).toISOString() : "",
    trusted: socket.authorized,
    protocol: socket.getProtocol() ?? "",
    cipher: socket.getCipher().standardName,
  };
}

function oneLine(name = ""): string {
  return name.split("\n").join(", ");
}

/** No certificate is presented. @param certificateAuthority PEM; the usual roots where there is none */
export function bareContext(certificateAuthority?: string): SecureContext {
  return createSecureContext({ ca: certificateAuthority });
}

function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`no connection in ${timeoutMs} ms`)), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(patience));
  });
}
