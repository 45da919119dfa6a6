import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";
import { octets, oid, readAsn1, sequence } from "../../x509/der";
import { type CertificateFields, extensionValue } from "../../x509/fields";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
/** Receipts of the public logs, which take certificates of public authorities only (RFC 6962, section 3.3). */
const LOG_RECEIPTS = "1.3.6.1.4.1.11129.2.4.2";
const POLICIES = "2.5.29.32";

/** Policies of the CA/Browser Forum for certificates of web servers (Baseline Requirements, section 7.1.6.1). */
const WEB_POLICIES: Record<string, string> = {
  "2.23.140.1.1": "extended validation",
  "2.23.140.1.2.1": "domain validated",
  "2.23.140.1.2.2": "organization validated",
  "2.23.140.1.2.3": "individual validated",
};

export const OTHER_AUTHORITY =
  "ask who runs the API which authority its server is to trust for clients, and have a certificate issued by that: a private one, of theirs or yours, or a public one for clients alone";

/** How it shows that a certificate was issued under the rules of the browsers, which are about web servers. */
export function publicAuthority({ fields, selfSigned }: Certificate): string | undefined {
  if (selfSigned) return undefined;
  const policy = policiesOf(fields).find((id) => id in WEB_POLICIES);
  if (policy) return `its policy ${policy}, ${WEB_POLICIES[policy]}`;
  return extensionValue(fields, LOG_RECEIPTS) ? "its entries in public logs" : undefined;
}

function policiesOf(fields: CertificateFields): string[] {
  try {
    const value = extensionValue(fields, POLICIES);
    return value ? sequence(readAsn1(octets(value))).map((policy) => oid(sequence(policy)[0])) : [];
  } catch {
    return [];
  }
}

/**
 * Public authorities stop issuing for clients: Chrome's programme for root certificates asks it of every new
 * certificate from 2027-03-15 (https://googlechrome.github.io/chromerootprogram/, 1.8), and Let's Encrypt ended it in 2026.
 */
export function clientAuthEnds(leaf: Certificate): Finding[] {
  const evidence = leaf.extensions.extendedKeyUsage?.includes(CLIENT_AUTH) ? publicAuthority(leaf) : undefined;
  if (evidence === undefined) return [];
  const { file, subject, place, issuer, notAfter } = leaf;
  return [
    finding(
      "client-auth-ends",
      file,
      `${subject} (${place}) is of a public authority, ${issuer} (by ${evidence}), and these end clientAuth: Let's Encrypt did in July 2026, all others will by 2027-03-15; the one that follows it, after ${notAfter}, may be for web servers only`,
      OTHER_AUTHORITY,
    ),
  ];
}
