import { type Finding, finding } from "../../finding";
import { shellQuote } from "../../material/words";
import type { Certificate } from "../../x509/certificate";
import type { Chain } from "../../x509/chain";
import { NAME, type Name, namesOf, permits } from "../../x509/name-constraints";

/** Every authority of the chain lets those below it have their names; a self-issued authority is exempt. */
export function nameNotPermitted(chain: Chain): Finding[] {
  const { leaf, ordered } = chain;
  if (!ordered.some(({ extensions }) => extensions.nameConstraints)) return [];
  return ordered.flatMap((certificate) => {
    const { subject, issuer, subjectName, extensions } = certificate;
    if (certificate !== leaf && subject === issuer) return [];
    const names = namesOf(subjectName, extensions.alternativeNames ?? [], certificate === leaf);
    return authoritiesAbove(certificate, chain).flatMap((authority) => {
      const { nameConstraints } = authority.extensions;
      const name = nameConstraints && names.find((one) => !permits(nameConstraints, one));
      return name ? [notPermitted(certificate, name, authority)] : [];
    });
  });
}

function authoritiesAbove(certificate: Certificate, { issuersOf }: Chain): Certificate[] {
  const all = [certificate];
  for (const below of all) all.push(...issuersOf(below).filter((issuer) => !all.includes(issuer)));
  return all.slice(1);
}

function notPermitted({ subject, place, file }: Certificate, name: Name, authority: Certificate): Finding {
  const who = `openssl storeutl -noout -text -certs ${shellQuote(file)}`;
  return finding(
    "name-not-permitted",
    file,
    `${subject} (${place}) has ${inWords(name)}, which ${authority.subject} (${authority.place}) does not permit (name constraints)`,
    `have it issued with names that the authority permits, or by another authority; this shows both: ${who}`,
  );
}

const KINDS: Record<number, string> = { [NAME.email]: "e-mail address", [NAME.dns]: "DNS name", [NAME.uri]: "URI" };

function inWords({ tag, content }: Name): string {
  if (tag === NAME.directory) return "a directory name";
  if (tag === NAME.ip) return `the address ${content.length === 4 ? content.join(".") : content.toString("hex")}`;
  const text = content.toString("latin1").replace(/[^\x20-\x7e]/g, "?");
  return KINDS[tag] ? `the ${KINDS[tag]} "${text}"` : "a name of a kind that cannot be compared";
}
