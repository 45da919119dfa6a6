import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";
import type { Culprit, Refused } from "../proof/prove";

/** What OpenSSL says last where it cannot read a certificate: it says nothing of the cause. */
const NO_REASON = /^unable to (?:verify the first|get (?:local )?issuer) certificate$/;

/** A server refuses the client, and without this extension it does not. */
export function extensionInvalid({ certificate, extension }: Culprit, { refused }: Refused): Finding[] {
  const { file, subject, place } = certificate;
  const name = NAMES[extension] ? `${extension} (${NAMES[extension]})` : extension;
  const reason = NO_REASON.test(refused) ? "OpenSSL cannot read it" : `OpenSSL says: ${refused}`;
  return [
    finding(
      "extension-invalid",
      file,
      `${subject} (${place}) has the extension ${name}, with which servers refuse the client, and without which they would not; ${reason}`,
      "have it issued without, or with a right one",
    ),
  ];
}

/** A server refuses the client, and no rule knows why. */
export function serverRefuses(leaf: Certificate, { refused, olderServerAccepts }: Refused): Finding[] {
  const { file, subject, place } = leaf;
  const reason = NO_REASON.test(refused)
    ? `${refused}: something in it cannot be read, or contradicts its issuer`
    : refused;
  const older = olderServerAccepts() ? "; one that speaks TLS 1.2 at most would let it in" : "";
  return [
    finding(
      "server-refuses",
      file,
      `${subject} (${place}) was presented to a server that trusts who issued it, and was refused; OpenSSL says: ${reason}${older}`,
      "have it issued anew",
    ),
  ];
}

/** As `openssl x509 -ext` has them. */
const NAMES: Record<string, string> = {
  "2.5.29.14": "subjectKeyIdentifier",
  "2.5.29.15": "keyUsage",
  "2.5.29.17": "subjectAltName",
  "2.5.29.19": "basicConstraints",
  "2.5.29.30": "nameConstraints",
  "2.5.29.31": "crlDistributionPoints",
  "2.5.29.32": "certificatePolicies",
  "2.5.29.35": "authorityKeyIdentifier",
  "2.5.29.36": "policyConstraints",
  "2.5.29.37": "extendedKeyUsage",
  "2.16.840.1.113730.1.1": "nsCertType",
  "1.3.6.1.5.5.7.1.7": "sbgp-ipAddrBlock",
  "1.3.6.1.5.5.7.1.8": "sbgp-autonomousSysNum",
  "1.3.6.1.5.5.7.1.14": "proxyCertInfo",
};
