import { type Finding, finding } from "../../finding";
import type { Certificate } from "../../x509/certificate";
import { type Chain, isSame } from "../../x509/chain";
import { type Asn1, childrenOf, oid, sequence } from "../../x509/der";
import { type CertificateFields, extensionValue } from "../../x509/fields";

/** What Java reads of a client's chain (jdk.tls.maxClientCertificateChainLength in its release 17). */
const JAVA_CHAIN_LENGTH = 10;
const EC_KEY = "1.2.840.10045.2.1";
const ALTERNATIVE_NAMES = "2.5.29.17";
/** Of RSA, and on curves. */
const SHA224: readonly string[] = ["1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"];
const [UTF8_STRING, PRINTABLE_STRING, BMP_STRING] = [0x0c, 0x13, 0x1e];

type Servers = "Java" | "GnuTLS" | "Java and GnuTLS";

/** What is out of the ordinary, who refuses it, and what to do. */
type Oddity = readonly [what: string, who: Servers, fix: string];

/**
 * What servers of OpenSSL accept and others do not, as measured: docs/findings.md has the table, with their versions.
 * `key-agreement-only` is one more.
 */
export function otherServersRefuse({ issuersOf }: Chain, presented: readonly Certificate[]): Finding[] {
  return presented.flatMap((certificate, depth) => {
    const { fields } = certificate;
    const issuer = issuersOf(certificate).find((other) => !isSame(other, certificate));
    const oddities = [
      ...(depth === 0 ? ofLeaf(fields, presented.length) : []),
      ...ofKeyAndSignature(fields),
      ...(issuer ? ofIssuerName(fields.issuer, issuer.fields.subject) : []),
    ];
    const who = `${certificate.subject || "the certificate"} (${certificate.place})`;
    return oddities.map(([what, servers, fix]) =>
      finding(
        "other-servers-refuse",
        certificate.file,
        `${who} ${what}: servers of OpenSSL accept it, those of ${servers} do not`,
        `${fix}; or acknowledge this in the declaration if the API's server is none of these`,
      ),
    );
  });
}

function ofLeaf(fields: CertificateFields, count: number): Oddity[] {
  const oddities: Oddity[] = [];
  if (fields.subject.content.length === 0 && !hasCriticalName(fields))
    oddities.push(["has no subject", "Java", "have it issued with a subject, e.g. CN=check"]);
  if (count > JAVA_CHAIN_LENGTH)
    oddities.push([`has ${count - 1} certificates above it`, "Java", "present only the intermediate authorities"]);
  return oddities;
}

/** Then the name stands there (RFC 5280, section 4.2.1.6). */
function hasCriticalName(fields: CertificateFields): boolean {
  return extensionValue(fields, ALTERNATIVE_NAMES) !== undefined;
}

function ofKeyAndSignature({ publicKey, signatureAlgorithm }: CertificateFields): Oddity[] {
  const [algorithm, key] = childrenOf(publicKey);
  const oddities: Oddity[] = [];
  // The first byte of a BIT STRING counts its unused bits; that of a point says how it is written (SEC 1, section 2.3.3).
  if (oid(sequence(algorithm)[0]) === EC_KEY && key?.content[1] !== 4)
    oddities.push([
      "has its key as a compressed point",
      "Java and GnuTLS",
      "have it issued for the key as an uncompressed point",
    ]);
  if (SHA224.includes(oid(sequence(signatureAlgorithm)[0])))
    oddities.push(["is signed with SHA-224", "Java", "have it issued again; every authority signs with SHA-256 today"]);
  return oddities;
}

/** OpenSSL compares names without regard to case, blanks and kinds of strings. */
function ofIssuerName(issuer: Asn1, subject: Asn1): Oddity[] {
  const fix = "have it issued with the name of its issuer as that one's certificate has it";
  const [named, own] = [valuesOf(issuer), valuesOf(subject)];
  if (named.some(({ text }, i) => text !== own[i]?.text))
    return [["names its issuer in other letters or blanks than the issuer itself", "GnuTLS", fix]];
  if (named.some(({ kind }, i) => kind !== own[i]?.kind))
    return [["names its issuer in another kind of string than the issuer itself", "Java", fix]];
  return [];
}

/** Java tells UTF8String and PrintableString not apart. */
function valuesOf(name: Asn1): { readonly kind: number; readonly text: string }[] {
  return childrenOf(name)
    .flatMap(childrenOf)
    .map((attribute) => {
      const { tag, content } = childrenOf(attribute)[1]!;
      const text = tag === BMP_STRING ? Buffer.from(content).swap16().toString("utf16le") : content.toString("latin1");
      return { kind: tag === PRINTABLE_STRING ? UTF8_STRING : tag, text };
    });
}
