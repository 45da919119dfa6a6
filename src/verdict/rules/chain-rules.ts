import { type Finding, finding } from "../../finding";
import { beside, countOf, shellQuote } from "../../material/words";
import type { Certificate } from "../../x509/certificate";
import { type Chain, isSame, signedBy } from "../../x509/chain";
import { isAuthority } from "../../x509/extensions";
import type { Authorities } from "../authority-file";

/** TLS wants the leaf first, and each certificate after one that it certifies (RFC 5246, section 7.4.2). */
export function chainOrder({ all, ordered, leaf, duplicates, issuersOf }: Chain): Finding[] {
  const distinct = all.filter((certificate) => !duplicates.includes(certificate));
  const stray = distinct.find(
    (certificate, i) =>
      (i === 0) !== (certificate === leaf) ||
      (i > 0 &&
        ordered.includes(certificate) &&
        !distinct.slice(0, i).some((below) => issuersOf(below).includes(certificate))),
  );
  if (!stray) return [];
  const order = ordered.map((certificate) => all.indexOf(certificate) + 1);
  const message =
    all[0] === leaf
      ? `${stray.subject} (${stray.place}) stands before the certificate that it certifies`
      : `the first certificate is ${all[0]!.subject}; the certificate of the client, ${leaf.subject}, is ${leaf.place}`;
  return [
    finding(
      "chain-order",
      leaf.file,
      `${message}; expected was the client's certificate first, each next one the issuer of the one before`,
      `put the certificates in the order ${order.join(", ")}: ${reorderCommand(leaf.file, order)}`,
    ),
  ];
}

/** The certificates of a file, and nothing else that is in it, in another order. */
function reorderCommand(path: string, order: readonly number[]): string {
  const parts = order.map((number) => `c[${number}]`).join(" ");
  const program = `/BEGIN.*CERT/{n++; p=1} p{c[n]=c[n] $0 "\\n"} /END.*CERT/{p=0} END{printf "%s", ${parts}}`;
  return `awk '${program}' < ${shellQuote(path)} > ${shellQuote(beside(path, "ordered"))}`;
}

/** Everything in the file belongs to the chain. */
export function chainBroken(chain: Chain): Finding[] {
  return [
    ...chain.duplicates.map((certificate) => duplicate(certificate, chain)),
    ...chain.unrelated.map((certificate) => unrelated(certificate, chain)),
  ];
}

function duplicate(certificate: Certificate, { all, leaf }: Chain): Finding {
  const { place } = all.find((other) => isSame(other, certificate))!;
  const message = `the same certificate stands in the file twice: ${certificate.subject} (${place}, and ${certificate.place})`;
  return finding("chain-broken", leaf.file, message, "remove one of the two");
}

function unrelated(certificate: Certificate, { leaf, ordered }: Chain): Finding {
  const child = ordered.find((below) => certificate.subject === below.issuer);
  const message = child
    ? `${certificate.subject} (${certificate.place}) has the name of the issuer of ${child.subject}, but ${whyNot(certificate, child)}`
    : `${certificate.subject} (${certificate.place}) is not above ${leaf.subject}, which was issued by ${leaf.issuer}`;
  const fix = "put the issuer's certificate there instead, or remove it";
  return finding("chain-broken", leaf.file, message, fix);
}

function whyNot(issuer: Certificate, child: Certificate): string {
  if (!signedBy(child, issuer))
    return "another key signed it: it is another authority of that name, or was renewed with a new key";
  if (!isAuthority(issuer)) return "it may not sign certificates";
  return "its key identifier is another one, or an extension of one of the two is damaged";
}

/** What X509_verify_cert asks of an issuer: that it is an authority, with room below it for the chain. */
export function mayNotSign({ ordered, leaf }: Chain): Finding[] {
  return ordered.slice(1).flatMap((certificate, i) => {
    const { pathLength } = certificate.extensions.basicConstraints ?? {};
    const between = ordered.slice(1, i + 1).filter(({ subject, issuer }) => subject !== issuer).length;
    const reason = !mayBeIntermediate(certificate)
      ? "is not a certificate authority (no basicConstraints CA:TRUE, or no keyCertSign), and yet above another certificate"
      : pathLength !== undefined && between > pathLength
        ? `allows ${countOf(pathLength, "authority").replace(/ys$/, "ies")} below it, and has ${between}`
        : undefined;
    if (!reason) return [];
    const fix = "ask its authority for a certificate that is issued by one that may do so";
    return [finding("chain-broken", leaf.file, `${certificate.subject} (${certificate.place}) ${reason}`, fix)];
  });
}

/** Only roots are authorities without basic constraints. */
function mayBeIntermediate(certificate: Certificate): boolean {
  const { extensions, selfSigned } = certificate;
  return isAuthority(certificate) && (selfSigned || extensions.basicConstraints !== undefined);
}

/** A server has the root and not the intermediate authorities, which the client presents. */
export function chainIncomplete(
  chain: Chain,
  { certificates: authorities = [] }: Pick<Authorities, "certificates">,
): Finding[] {
  const top = chain.ordered.find((certificate) => chain.issuersOf(certificate).length === 0);
  if (!top || top.selfSigned || chain.ordered.some(({ selfSigned }) => selfSigned)) return [];
  const issuers = chain.issuersOf(top, authorities);
  if (issuers.some(({ selfSigned }) => selfSigned)) return [];
  const say = (what: string, fix: string) => [
    finding("chain-incomplete", top.file, `the chain ends with ${top.subject}, issued by ${top.issuer}, ${what}`, fix),
  ];
  if (issuers[0]) {
    const { place, file } = issuers[0];
    return say(
      `an intermediate authority that is in ${file} (${place}) and is not presented`,
      `append that certificate to ${top.file}, after the client's`,
    );
  }
  const kin = authorities.find(({ subject }) => areKin(top.issuer, subject));
  if (kin) {
    return say(
      `which is not presented; ${kin.subject} in ${kin.file}, of a like name, is not its issuer`,
      `if an authority between the two is missing, append it to ${top.file}; if they are of different PKIs, acknowledge this in the declaration`,
    );
  }
  const { issuerUrl } = top.extensions;
  if (!issuerUrl || chain.all.length > 1) return [];
  return say(
    "which is not presented: a server that has only the root refuses the client",
    `append it: curl -s ${shellQuote(issuerUrl)} | openssl x509 -inform DER >> ${shellQuote(top.file)}`,
  );
}

/** Words that names of authorities have in common whoever they belong to. */
const COMMON =
  /^(?:.{1,2}|\d+|root|issuing|intermediate|sub|level|certificates?|certification|authority|trust|rsa|ecdsa|eddsa|ed25519|p\d+|inc|ltd|llc|gmbh|test)$/;
/** Words by which an authority says for whom it is. */
const ROLES = /\b(?:clients?|users?|servers?|tls|ssl|web)\b/i;

/** Names that seem to be of one PKI: they share a word that is theirs, and neither says that it is for servers or clients. */
function areKin(one: string, other: string): boolean {
  if (ROLES.test(one) || ROLES.test(other)) return false;
  const words = new Set(wordsOf(one));
  return wordsOf(other).some((word) => words.has(word));
}

function wordsOf(name: string): string[] {
  const values = [...name.matchAll(/(?:^|, )(?:CN|O|OU)=([^,]*)/g)].map(([, value]) => value!.toLowerCase());
  return values.flatMap((value) => value.split(/[^\p{L}\p{N}]+/u)).filter((word) => !COMMON.test(word));
}
