import { type Finding, finding } from "../../finding";
import { listed, shellQuote } from "../../material/words";
import type { Certificate } from "../../x509/certificate";
import { isAuthority } from "../../x509/extensions";
import { OTHER_AUTHORITY, publicAuthority } from "./public-authority";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** It counts for the client alone: authorities need basic constraints, which go before it. */
const NETSCAPE_CLIENT = 0x80;

const PURPOSES: Record<string, string> = {
  "1.3.6.1.5.5.7.3.1": "serverAuth",
  "1.3.6.1.5.5.7.3.3": "codeSigning",
  "1.3.6.1.5.5.7.3.4": "emailProtection",
  "1.3.6.1.5.5.7.3.8": "timeStamping",
  "1.3.6.1.5.5.7.3.9": "OCSPSigning",
  "2.5.29.37.0": "anyExtendedKeyUsage (which OpenSSL does not count)",
};

/** A certificate of the chain that says what it is for says that clients may be authenticated with it. */
export function noClientAuth(certificates: readonly Certificate[]): Finding[] {
  return certificates.flatMap((certificate, depth) => {
    const { extendedKeyUsage, netscapeType } = certificate.extensions;
    const found =
      extendedKeyUsage && !extendedKeyUsage.includes(CLIENT_AUTH)
        ? `for ${listed(extendedKeyUsage.map((id) => PURPOSES[id] ?? id)) || "nothing"} only (extended key usage)`
        : depth === 0 && netscapeType !== undefined && (netscapeType & NETSCAPE_CLIENT) === 0
          ? "for no SSL client (Netscape certificate type)"
          : undefined;
    if (!found) return [];
    const { file, subject, place } = certificate;
    return [
      finding(
        "no-client-auth",
        file,
        `${subject} (${place}) is ${found}; clientAuth was expected`,
        publicAuthority(certificate)
          ? `public authorities issue for web servers only; ${OTHER_AUTHORITY}`
          : `have it issued with extendedKeyUsage = clientAuth; this shows it: ${show(file, "extendedKeyUsage")}`,
      ),
    ];
  });
}

/** A client proves its key with a signature. */
export function noDigitalSignature({ extensions: { keyUsage }, file, subject, place }: Certificate): Finding[] {
  if (!keyUsage || keyUsage.includes("digitalSignature")) return [];
  const found = keyUsage.length === 0 ? "nothing" : listed(keyUsage);
  const agrees = keyUsage.includes("keyAgreement");
  return [
    finding(
      agrees ? "key-agreement-only" : "no-digital-signature",
      file,
      `${subject} (${place}) may be used for ${found} (key usage); digitalSignature was expected${
        agrees ? ": OpenSSL lets keyAgreement pass, other servers refuse it" : ""
      }`,
      `have it issued with keyUsage = digitalSignature; this shows it: ${show(file, "keyUsage")}`,
    ),
  ];
}

/** The certificate of an authority works as a client's, and is hardly meant to. */
export function isCa(leaf: Certificate): Finding[] {
  if (!leaf.extensions.basicConstraints?.ca || !isAuthority(leaf)) return [];
  return [
    finding(
      "is-ca",
      leaf.file,
      `${leaf.subject} (${leaf.place}) is the certificate of an authority (CA:TRUE), and is presented as a client's`,
      "present a certificate that this authority issued to the client; the key of an authority belongs on no API check",
    ),
  ];
}

/** Verifiers refuse a critical extension that they do not know, and one that is there twice or damaged. */
export function extensionInvalid(certificates: readonly Certificate[]): Finding[] {
  return certificates.flatMap(({ extensions, signature, file, subject, place }) => {
    const { unknownCritical, unreadable, refused } = extensions;
    const faults = [
      ...unreadable.map((id) => `has the extension ${id} twice or damaged`),
      ...unknownCritical.map((id) => `has the critical extension ${id}, which servers do not know and so refuse`),
      ...refused.map((id) => `has the extension ${id}, with which servers refuse a client`),
      ...(signature.contradictory ? ["names two different signature algorithms"] : []),
    ];
    return faults.map((fault) =>
      finding("extension-invalid", file, `${subject} (${place}) ${fault}`, "have it issued without"),
    );
  });
}

function show(file: string, extension: string): string {
  return `openssl x509 -in ${shellQuote(file)} -noout -ext ${extension}`;
}
