// Authorities that limit the names of those below them (RFC 5280, section 4.2.1.10), and clients within and without.
import { authority, certificate, extension, keyOf, keyPem, type Made, nameOf } from "../support/certificates";
import { octetString, oid, sequence, set, tlv, utf8String } from "../support/der";
import type { Case } from "./cases";

const dns = (text: string) => tlv(0x82, Buffer.from(text));
const mail = (text: string) => tlv(0x81, Buffer.from(text));
const uri = (text: string) => tlv(0x86, Buffer.from(text));
const ip = (...bytes: number[]) => tlv(0x87, Buffer.from(bytes));
const directory = (name: string) => tlv(0xa4, nameOf(name));
const registered = () => tlv(0x88, Buffer.from([0x2a, 3]));
const other = () => tlv(0xa0, oid("1.3.6.1.4.1.311.20.2.3"), tlv(0xa0, utf8String("user@acme.com")));
/** The same name as `O=Acme corp`, in UTF-16 and with more spaces. */
const spaced = () => {
  const text = Buffer.from("  ACME   corp ", "utf16le").swap16();
  return tlv(0xa4, sequence(set(sequence(oid("2.5.4.10"), tlv(0x1e, text)))));
};

const subtrees = (tag: number, names: readonly Buffer[]) => tlv(tag, ...names.map((name) => sequence(name)));
const permitted = (...names: Buffer[]) => subtrees(0xa0, names);
const excluded = (...names: Buffer[]) => subtrees(0xa1, names);
const withDistance = (tag: number) => sequence(dns("acme.com"), tlv(tag, Buffer.from([1])));

type Row = readonly [constraints: readonly Buffer[], name: string, ...alternativeNames: readonly Buffer[]];

const ACME = permitted(dns("acme.com"));
const NOT_ACME = excluded(dns("acme.com"));
const NET_10 = ip(10, 0, 0, 0, 255, 0, 0, 0);
const IPV6 = ip(...new Array(16).fill(1));

const ROWS: Record<string, Row> = {
  "a DNS name within": [[ACME], "CN=client", dns("a.acme.com")],
  "the DNS name itself, in another case": [[ACME], "CN=client", dns("ACME.com")],
  "a DNS name without": [[ACME], "CN=client", dns("a.other.com")],
  "a DNS name that ends alike": [[ACME], "CN=client", dns("xacme.com")],
  "a DNS name below a dot": [[permitted(dns(".acme.com"))], "CN=client", dns("a.acme.com")],
  "a DNS name that is only below": [[permitted(dns(".acme.com"))], "CN=client", dns("acme.com")],
  "any DNS name": [[permitted(dns(""))], "CN=client", dns("acme.com")],
  "no DNS name at all": [[excluded(dns(""))], "CN=client", dns("acme.com")],
  "a wildcard within": [[ACME], "CN=client", dns("*.acme.com")],
  "two DNS names, one without": [[ACME], "CN=client", dns("a.acme.com"), dns("b.other.com")],
  "the second of two domains": [[permitted(dns("acme.com"), dns("other.com"))], "CN=client", dns("a.other.com")],
  "a common name that is no host": [[ACME], "CN=check of acme"],
  "a common name with one label": [[ACME], "CN=client"],
  "a common name that is a host within": [[ACME], "CN=a.acme.com"],
  "a common name that is a host without": [[ACME], "CN=a.other.com"],
  "a common name without, beside an address": [[ACME], "CN=a.other.com", mail("x@other.com")],
  "a common name without, beside a DNS name within": [[ACME], "CN=a.other.com", dns("a.acme.com")],
  "an excluded DNS name": [[NOT_ACME], "CN=client", dns("a.acme.com")],
  "a DNS name that is not excluded": [[NOT_ACME], "CN=client", dns("a.other.com")],
  "an excluded common name": [[NOT_ACME], "CN=a.acme.com"],
  "an exception within": [[ACME, excluded(dns("secret.acme.com"))], "CN=client", dns("x.secret.acme.com")],
  "beside the exception": [[ACME, excluded(dns("secret.acme.com"))], "CN=client", dns("x.acme.com")],
  "a subject within": [[permitted(directory("O=Acme"))], "O=Acme, CN=client"],
  "a subject within, in another case": [[permitted(directory("O=ACME"))], "O=acme, CN=client"],
  "a subject within, written otherwise": [[permitted(spaced())], "O=Acme Corp, CN=client"],
  "a subject without": [[permitted(directory("O=Acme"))], "O=Other, CN=client"],
  "a subject in another order": [[permitted(directory("O=Acme"))], "CN=client, O=Acme"],
  "an empty subject": [[permitted(directory("O=Acme"))], "", dns("acme.com")],
  "an excluded subject": [[excluded(directory("O=Acme"))], "O=Acme, CN=client"],
  "a subject that is not excluded": [[excluded(directory("O=Acme"))], "O=Other, CN=client"],
  "another directory name without": [[permitted(directory("O=Acme"))], "O=Acme, CN=client", directory("O=Other")],
  "a mailbox of the host": [[permitted(mail("ACME.com"))], "CN=client", mail("a@acme.COM")],
  "a mailbox of a host below": [[permitted(mail("acme.com"))], "CN=client", mail("a@x.acme.com")],
  "a mailbox below a dot": [[permitted(mail(".acme.com"))], "CN=client", mail("a@x.acme.com")],
  "a mailbox that is only below": [[permitted(mail(".acme.com"))], "CN=client", mail("a@acme.com")],
  "the mailbox": [[permitted(mail("a@acme.com"))], "CN=client", mail("a@ACME.com")],
  "the mailbox in another case": [[permitted(mail("A@acme.com"))], "CN=client", mail("a@acme.com")],
  "another mailbox": [[permitted(mail("a@acme.com"))], "CN=client", mail("b@acme.com")],
  "an excluded mailbox": [[excluded(mail("acme.com"))], "CN=client", mail("b@acme.com")],
  "a mailbox without a host": [[permitted(mail("acme.com"))], "CN=client", mail("acme.com")],
  "a mailbox in the subject, in UTF-8": [[permitted(mail("acme.com"))], "EMAIL=a@acme.com, CN=client"],
  "a mailbox in the subject, unconstrained": [[ACME], "EMAIL=a@acme.com, CN=client"],
  "an address within": [[permitted(NET_10)], "CN=client", ip(10, 1, 2, 3)],
  "an address without": [[permitted(NET_10)], "CN=client", ip(11, 1, 2, 3)],
  "an excluded address": [[excluded(NET_10)], "CN=client", ip(10, 1, 2, 3)],
  "an address of IPv6 below one of IPv4": [[permitted(ip(0, 0, 0, 0, 0, 0, 0, 0))], "CN=client", IPV6],
  "an address of IPv6, and IPv4 excluded": [[excluded(ip(0, 0, 0, 0, 0, 0, 0, 0))], "CN=client", IPV6],
  "a URI of the host": [[permitted(uri("acme.com"))], "CN=client", uri("https://acme.com:8443/x")],
  "a URI of a host below": [[permitted(uri("acme.com"))], "CN=client", uri("https://x.acme.com/x")],
  "a URI below a dot": [[permitted(uri(".acme.com"))], "CN=client", uri("spiffe://x.acme.com/x")],
  "a URI that is only below": [[permitted(uri(".acme.com"))], "CN=client", uri("spiffe://acme.com/x")],
  "a URI of a host that begins with a dot": [[permitted(uri(".acme.com"))], "CN=client", uri("https://.acme.com/")],
  "a URI without a host": [[permitted(uri("acme.com"))], "CN=client", uri("urn:x:y")],
  "an excluded URI": [[excluded(uri("acme.com"))], "CN=client", uri("spiffe://acme.com/x")],
  "a URI that is not excluded": [[excluded(uri("acme.com"))], "CN=client", uri("spiffe://other.com/x")],
  "a kind of name that nobody compares": [[permitted(registered())], "CN=client", registered()],
  "a name of another kind, excluded": [[excluded(other())], "CN=client", other()],
  "a constraint on other kinds of name": [[permitted(registered(), other(), mail("x.y"))], "CN=client", dns("a.b")],
  "no constraint in the constraints": [[], "CN=client", dns("a.b")],
  "a minimal distance": [[tlv(0xa0, withDistance(0x80))], "CN=client", dns("a.acme.com")],
  "a maximal distance": [[tlv(0xa0, withDistance(0x81))], "CN=client", dns("a.acme.com")],
  "a distance beside what is permitted": [
    [tlv(0xa0, sequence(dns("acme.org")), withDistance(0x81))],
    "CN=client",
    dns("acme.org"),
  ],
  "a distance of what is excluded": [[tlv(0xa1, withDistance(0x80))], "CN=client", dns("acme.org")],
  "a field that there is not": [[tlv(0xa5, sequence())], "CN=client", dns("a.acme.com")],
  "a subtree without a name": [[tlv(0xa0, sequence())], "CN=client", dns("a.acme.com")],
};

const identifier = (byte: number) => extension("2.5.29.14", octetString(Buffer.alloc(20, byte)));
const issuedBy = (byte: number) => extension("2.5.29.35", sequence(tlv(0x80, Buffer.alloc(20, byte))));

export function nameCases(root: Made): Case[] {
  const limit = (...constraints: Buffer[]) => extension("2.5.29.30", sequence(...constraints), true);
  const caseOf = (name: string, ...chain: readonly [Made, ...Made[]]): Case => ({
    name,
    certificate: chain.map(({ pem }) => pem).join(""),
    key: keyPem(chain[0].key),
  });
  const rows = Object.entries(ROWS).map(([name, [constraints, subject, ...names]]) => {
    const extensions = names.length > 0 ? [extension("2.5.29.17", sequence(...names))] : [];
    const middle = authority("CN=Middle", { issuer: root, key: keyOf("p256", 2), extensions: [limit(...constraints)] });
    return caseOf(name, certificate(subject, { issuer: middle, extensions }), middle);
  });

  const top = authority("CN=Top", {
    issuer: root,
    key: keyOf("p256", 3),
    extensions: [limit(permitted(directory("O=Acme"))), identifier(1)],
  });
  const below = authority("CN=Below", { issuer: top, key: keyOf("p384", 2), extensions: [issuedBy(1)] });
  const renewed = authority("CN=Top", { issuer: top, key: keyOf("p384", 3), extensions: [identifier(2), issuedBy(1)] });
  const client = (issuer: Made, name: string) => certificate(name, { issuer });
  return [
    ...rows,
    caseOf("an authority without", client(below, "O=Acme, CN=client"), below, top),
    caseOf("a self-issued authority", client(renewed, "O=Acme, CN=client"), renewed, top),
    caseOf("a client without, below a self-issued authority", client(renewed, "O=Other, CN=client"), renewed, top),
  ];
}
