import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";
import type { Registration, SecretHalf } from "../registry/registration";

/**
 * Who a connection is made as, and whom it trusts. The key is inside the TLS library's context, where no
 * `util.inspect`, JSON or error can show it.
 */
export class Identity {
  readonly #secureContext?: SecureContext;
  readonly #retirement = new AbortController();

  private constructor(
    /** Different for everything that makes a connection different; connections and TLS sessions are kept apart by it. */
    readonly key: string,
    /** The certificate that is presented; undefined for an ordinary connection. */
    readonly registration?: Registration,
    secureContext?: SecureContext,
  ) {
    this.#secureContext = secureContext;
  }

  /** No certificate is presented. */
  static ordinary(certificateAuthority?: string): Identity {
    if (certificateAuthority === undefined) return new Identity("ordinary");
    return new Identity("ordinary", undefined, createSecureContext({ ca: certificateAuthority }));
  }

  /**
   * The certificate of a registration is presented.
   *
   * @param certificateAuthority by which the server is verified if the registration has none of its own
   * @throws ClientCertificateError `secret-unreadable` if the key cannot be used
   */
  static of(registration: Registration, secret: SecretHalf, certificateAuthority?: string): Identity {
    const { certificate: cert, secretName } = registration;
    const ca = registration.certificateAuthority ?? certificateAuthority;
    try {
      const key = privateKeyOf(secret);
      // OpenSSL would accept a key of another algorithm, and then present no certificate.
      if (!new X509Certificate(cert).checkPrivateKey(key)) throw new Error("it belongs to another certificate");
      const context = createSecureContext({ cert, key: key.export({ type: "pkcs8", format: "pem" }) as string, ca });
      return new Identity(identityKey(registration), registration, context);
    } catch (error) {
      throw new ClientCertificateError(
        "secret-unreadable",
        `the private key of ${registration.declaration} (${secretName}) cannot be used: ${messageOf(error)}`,
      );
    }
  }

  /** What to add to the options of `tls.connect`. */
  get tlsOptions(): { readonly secureContext?: SecureContext } {
    return this.#secureContext ? { secureContext: this.#secureContext } : {};
  }

  /** Aborted when no request is to use this identity any more; what is under way may finish. */
  get retired(): AbortSignal {
    return this.#retirement.signal;
  }

  retire(): void {
    this.#retirement.abort();
  }
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

function privateKeyOf({ privateKey, pkcs12, passphrase }: SecretHalf): KeyObject {
  if (pkcs12 !== undefined) {
    // Node can present a bundle, but would then also trust its certificate authorities to vouch for servers.
    const { pkcs12PrivateKey } = require("../pkcs12/private-key") as typeof import("../pkcs12/private-key");
    return pkcs12PrivateKey(Buffer.from(pkcs12, "base64"), passphrase);
  }
  if (privateKey === undefined) throw new Error("the secret has neither privateKey nor pkcs12");
  return createPrivateKey({ key: privateKey, passphrase });
}
