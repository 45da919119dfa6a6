import { type Finding, finding } from "../../finding";
import { listed } from "../../material/words";
import type { Certificate } from "../../x509/certificate";
import { isAuthority } from "../../x509/extensions";
import { OTHER_AUTHORITY, publicAuthority } from "./public-authority";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** It counts for the client alone: authorities need basic constraints, which go before it. */
const NETSCAPE_CLIENT = 0x80;

/** Extended key usage, and Netscape's certificate type. */
export const PURPOSE_EXTENSIONS = ["2.5.29.37", "2.16.840.1.113730.1.1"] as const;

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
          : "have it issued with extendedKeyUsage = clientAuth",
      ),
    ];
  });
}

/** A client proves its key with a signature. */
export function noDigitalSignature(leaf: Certificate): Finding[] {
  return maySign(leaf) || mayAgree(leaf) ? [] : [notForSignatures("no-digital-signature", leaf, "")];
}

/** OpenSSL lets it pass, others do not. */
export function keyAgreementOnly(leaf: Certificate): Finding[] {
  if (maySign(leaf) || !mayAgree(leaf)) return [];
  return [notForSignatures("key-agreement-only", leaf, ": OpenSSL lets keyAgreement pass, other servers refuse it")];
}

function maySign({ extensions: { keyUsage } }: Certificate): boolean {
  return !keyUsage || keyUsage.includes("digitalSignature");
}

function mayAgree({ extensions: { keyUsage } }: Certificate): boolean {
  return keyUsage?.includes("keyAgreement") ?? false;
}

function notForSignatures(
  code: "no-digital-signature" | "key-agreement-only",
  { extensions: { keyUsage = [] }, file, subject, place }: Certificate,
  consequence: string,
): Finding {
  const found = keyUsage.length === 0 ? "nothing" : listed(keyUsage);
  return finding(
    code,
    file,
    `${subject} (${place}) may be used for ${found} (key usage); digitalSignature was expected${consequence}`,
    "have it issued with keyUsage = digitalSignature",
  );
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
