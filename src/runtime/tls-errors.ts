import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import { ClientCertificateError, messageOf } from "../errors";
import type { Registration } from "../wire/registration";

/** Alerts by which a server refuses a client's certificate, or the lack of one, by number (RFC 8446, section 6). */
const REFUSALS: Readonly<Record<number, readonly [alert: string, meaning: string]>> = {
  42: ["bad_certificate", "it finds the certificate bad"],
  43: ["unsupported_certificate", "it does not support this type of certificate"],
  44: ["certificate_revoked", "the certificate is revoked"],
  45: ["certificate_expired", "the certificate is expired or not yet valid"],
  46: ["certificate_unknown", "it does not accept the certificate"],
  48: ["unknown_ca", "it does not know the certificate authority that issued the certificate"],
  49: ["access_denied", "the certificate gives no access"],
  51: ["decrypt_error", "it does not verify what the private key signed: the key may be damaged"],
  116: ["certificate_required", "it demands a client certificate"],
};

/** What OpenSSL reports when the server's certificate does not verify (X509_verify_cert_error_string). */
const UNTRUSTED_ISSUER = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

const UNTRUSTED = new Set([
  ...UNTRUSTED_ISSUER,
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * The same error in terms of certificates, where it is certain that it is about them; otherwise the error itself.
 *
 * @param socket the connection, if it can still tell what the server presented
 */
export function explainTlsError<E>(
  error: E,
  host: string,
  registration?: Registration,
  socket?: TLSSocket,
): E | ClientCertificateError {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || ClientCertificateError.is(error)) return error;
  const refusal = refusalByAlert(error, host);
  if (refusal) {
    const message = `${refusal}. ${presented(registration)}`;
    return new ClientCertificateError("certificate-refused", message, { cause: error, host });
  }
  if (UNTRUSTED.has(code)) {
    const reason = UNTRUSTED_ISSUER.has(code) ? missingAuthority(socket, registration) : messageOf(error);
    // Through a proxy's tunnel there is no telling which of the two it was.
    const who = socket ? host : `${host}, or the proxy on the way to it,`;
    return new ClientCertificateError("server-untrusted", `${who} is not trusted: ${reason}`, { cause: error, host });
  }
  return error;
}

/**
 * What it may mean that a server closes a connection without having said anything on it. It keeps the code of a
 * connection that was reset, by which clients try again.
 */
export function explainSilence(host: string, registration?: Registration): Error | undefined {
  if (!registration) return undefined;
  const message =
    `${host} closed the connection after the TLS handshake without a word: servers of Node, for example, do so when ` +
    `they do not accept a client's certificate. ${presented(registration)}`;
  return Object.assign(new Error(message), { code: "ECONNRESET", host });
}

/**
 * The alert by which a server refused, in words, whatever was presented. Of an alert that was received, OpenSSL tells the
 * number. While a request waits to be written, Node says EPROTO.
 */
export function refusalByAlert(error: unknown, host: string): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || (code !== "EPROTO" && !code.startsWith("ERR_SSL_"))) return undefined;
  const [, number] = /SSL alert number (\d+)/.exec(messageOf(error)) ?? [];
  const [alert, meaning] = REFUSALS[Number(number)] ?? [];
  return alert && `${host} refused the connection with the TLS alert ${alert}: ${meaning}`;
}

function presented(registration?: Registration): string {
  if (!registration) return "No certificate was presented: none is registered for this host";
  const { subject, declaration, fingerprint256, notAfter } = registration;
  return `Presented was the certificate of ${declaration}: ${subject}, valid until ${notAfter}, SHA-256 ${fingerprint256}`;
}

function missingAuthority(socket?: TLSSocket, registration?: Registration): string {
  const issuer = topIssuer(socket);
  const by = issuer ? `its certificate comes from ${issuer}` : "its certificate comes from an authority";
  if (registration?.certificateAuthority) {
    return `${by}, which is not among the certificate authorities that ${registration.declaration} declares (or that \`ca\` names, where it was given)`;
  }
  const declare = registration ? ` (certificateAuthorityPath of ${registration.declaration})` : "";
  return `${by}, which is not among the usual roots: declare that authority${declare}`;
}

/** The issuer of the last certificate that the server presented. */
function topIssuer(socket?: TLSSocket): string | undefined {
  let certificate = socket?.getPeerCertificate(true) as DetailedPeerCertificate | undefined;
  if (!certificate?.issuer) return undefined;
  const seen = new Set<string>();
  while (certificate.issuerCertificate && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    certificate = certificate.issuerCertificate;
  }
  return Object.entries(certificate.issuer)
    .map(([name, value]) => `${name}=${[value].flat().join("+")}`)
    .join(", ");
}
