import { createHash, type KeyObject } from "node:crypto";
import type { SecureContext } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";
import { credentials } from "../material/credentials";
import { KeyUnusable } from "../material/key-unusable";
import { openPrivateKey } from "../pkcs12/open-private-key";
import type { Registration } from "../wire/registration";
import type { SecretHalf } from "../wire/secret";
import { passphraseWrong } from "./passphrase-wrong";
import { contextOptions, SecureContexts } from "./secure-context";

/**
 * Who a connection is made as, and whom it trusts. The key is where no `util.inspect`, JSON or error can show it.
 */
export class Identity {
  readonly #contexts: SecureContexts;
  /** Whether Node's own way of making a connection says the same. */
  readonly #isPlain: boolean;
  #retired = false;

  private constructor(
    /** Different for everything that makes a connection different; connections and TLS sessions are kept apart by it. */
    readonly key: string,
    contexts: SecureContexts,
    isPlain: boolean,
    /** The certificate that is presented; undefined for an ordinary connection. */
    readonly registration?: Registration,
  ) {
    this.#contexts = contexts;
    this.#isPlain = isPlain;
  }

  /** No certificate is presented. */
  static ordinary(ca?: string): Identity {
    return new Identity("ordinary", new SecureContexts(() => ({ ca })), ca === undefined);
  }

  /**
   * The certificate of a registration is presented.
   *
   * @param certificateAuthority by which the server is verified if the registration has none of its own
   * @throws ClientCertificateError `secret-unreadable` if the key cannot be used, `passphrase-wrong` if it cannot be opened
   */
  static of(registration: Registration, secret: SecretHalf, certificateAuthority?: string): Identity {
    const ca = registration.certificateAuthority ?? certificateAuthority;
    const key = privateKeyOf(registration, secret);
    try {
      const own = credentials(registration.certificate, key, ca, secret.privateKey);
      const contexts = new SecureContexts(() => own);
      contexts.for({});
      return new Identity(identityKey(registration), contexts, false, registration);
    } catch (error) {
      throw unusable(registration, error);
    }
  }

  /**
   * The TLS context for connections with these options of `tls.connect`, those that go into a context among them.
   *
   * @throws ClientCertificateError `invalid-argument` that names the options
   */
  secureContext(options: object = {}): SecureContext {
    return this.#contexts.for(options);
  }

  /** These options of `tls.connect`, for a connection that is made as this identity. */
  tlsOptions<O extends object>(options: O): O & { readonly secureContext?: SecureContext } {
    if (this.#isPlain && contextOptions(options).length === 0) return options;
    return { ...options, secureContext: this.secureContext(options) };
  }

  /** Whether no request chooses this identity any more; what is under way may finish. */
  get retired(): boolean {
    return this.#retired;
  }

  retire(): void {
    this.#retired = true;
  }
}

/**
 * The private key of a registration, opened.
 *
 * @throws ClientCertificateError `secret-unreadable`, or `passphrase-wrong`
 */
export function privateKeyOf(registration: Registration, secret: SecretHalf): KeyObject {
  try {
    return openPrivateKey(secret);
  } catch (error) {
    if (error instanceof KeyUnusable && error.reason === "passphrase") throw passphraseWrong(registration, error);
    throw unusable(registration, error);
  }
}

function unusable({ declaration, secretName }: Registration, error: unknown): ClientCertificateError {
  const message = `the private key of ${declaration} (${secretName}) cannot be used: ${messageOf(error)}`;
  return new ClientCertificateError("secret-unreadable", message);
}

const keys = new WeakMap<Registration, string>();

/** The same for two registrations if and only if their connections may be shared. */
export function identityKey(registration: Registration): string {
  const known = keys.get(registration);
  if (known !== undefined) return known;
  const { fingerprint256, secretName, passphraseSecret, certificate, certificateAuthority } = registration;
  const presented = JSON.stringify([secretName, passphraseSecret, certificate, certificateAuthority]);
  const key = `${fingerprint256}/${createHash("sha256").update(presented).digest("base64url")}`;
  keys.set(registration, key);
  return key;
}
