import { createPrivateKey } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";

/** What Node reads only while it makes a secure context; beside a ready one, it is without effect and without a word. */
const CONTEXT_OPTIONS = [
  "allowPartialTrustChain",
  "ca",
  "certificateCompression",
  "ciphers",
  "crl",
  "dhparam",
  "ecdhCurve",
  "honorCipherOrder",
  "maxVersion",
  "minVersion",
  "secureOptions",
  "secureProtocol",
  "sessionIdContext",
  "sessionTimeout",
  "sigalgs",
  "ticketKeys",
];

/** What says as whom a connection is made. */
export const CREDENTIAL_OPTIONS = [
  "cert",
  "key",
  "pfx",
  "passphrase",
  "secureContext",
  "clientCertEngine",
  "privateKeyEngine",
  "privateKeyIdentifier",
];

/** How many different sets of options one identity keeps contexts for. */
const MAX_CONTEXTS = 16;

/** The secure contexts of one identity: made once for each set of TLS options. */
export class SecureContexts {
  readonly #own: () => SecureContextOptions;
  readonly #made = new Map<string, SecureContext>();

  /** @param own certificate and key, in a function, so that nobody sees them here; `ca` where none is given */
  constructor(own: () => SecureContextOptions) {
    this.#own = own;
  }

  /** @throws ClientCertificateError `invalid-argument` that names the options */
  for(options: object): SecureContext {
    const given = contextOptions(options);
    const key = given.length === 0 ? "" : JSON.stringify(given.map(([name, value]) => [name, comparable(value)]));
    const known = this.#made.get(key);
    if (known) return known;
    if (this.#made.size >= MAX_CONTEXTS) this.#made.clear();
    const made = this.#make(given);
    this.#made.set(key, made);
    return made;
  }

  #make(given: readonly (readonly [string, unknown])[]): SecureContext {
    try {
      return createSecureContext({ ...this.#own(), ...Object.fromEntries(given) });
    } catch (error) {
      forgetOpensslErrors();
      if (given.length === 0) throw error;
      const names = given.map(([name]) => name).join(", ");
      throw new ClientCertificateError(
        "invalid-argument",
        `the TLS options (${names}) cannot be used: ${messageOf(error)}`,
      );
    }
  }
}

/** Node 20 leaves some of OpenSSL's errors for whoever reads a key next, who then takes them for its own. */
function forgetOpensslErrors(): void {
  try {
    createPrivateKey("");
  } catch {}
}

/** The options that a secure context is made of, where they are given. */
export function contextOptions(options: object): (readonly [string, unknown])[] {
  const given = new Map<string, unknown>(Object.entries(options));
  return CONTEXT_OPTIONS.flatMap((name) => {
    const value = given.get(name);
    return value === undefined || value === null || value === "" ? [] : [[name, value] as const];
  });
}

/** Options without those of TLS: for the connection to a proxy, which is another server. */
export function withoutTls<O extends object>(options: O): O {
  const tls = [...CONTEXT_OPTIONS, ...CREDENTIAL_OPTIONS, ...HANDSHAKE_OPTIONS];
  return Object.fromEntries(Object.entries(options).filter(([name]) => !tls.includes(name))) as O;
}

/** What Node reads for each connection, beside the secure context. */
const HANDSHAKE_OPTIONS = [
  "ALPNProtocols",
  "checkServerIdentity",
  "enableTrace",
  "minDHSize",
  "pskCallback",
  "rejectUnauthorized",
  "requestOCSP",
  "servername",
  "session",
];

/** Equal as JSON if and only if the option is. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!ArrayBuffer.isView(value)) return value;
  return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")];
}
