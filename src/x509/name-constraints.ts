import { type Asn1, childrenOf, MalformedAsn1, oid, readAsn1, sequence } from "./der";

/** The names that an authority's certificates may have, and those that they may not (RFC 5280, section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

interface Subtree {
  readonly base: Name;
  /** With distances, which RFC 5280 does not use and OpenSSL does not accept. */
  readonly limited: boolean;
}

/** A GeneralName: its tag says of which kind it is. */
export type Name = Pick<Asn1, "tag" | "content">;

export const NAME = { email: 0x81, dns: 0x82, directory: 0xa4, uri: 0x86, ip: 0x87 } as const;
/** An e-mail address that is not an IA5String (RFC 5280, section 4.1.2.6): no constraints let it pass. */
const NO_NAME = 0;
const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
const COMMON_NAME = "2.5.4.3";
const STRING = { utf8: 0x0c, ia5: 0x16, bmp: 0x1e } as const;

export function nameConstraintsOf(value: Asn1): NameConstraints {
  const fields = sequence(value);
  const subtrees = (tag: number) => fields.filter((field) => field.tag === tag).flatMap(childrenOf);
  return { permitted: subtrees(0xa0).map(subtreeOf), excluded: subtrees(0xa1).map(subtreeOf) };
}

function subtreeOf(element: Asn1): Subtree {
  const [base, ...distances] = sequence(element);
  if (!base) throw new MalformedAsn1("a subtree without a name");
  return { base, limited: distances.some(({ tag, content }) => tag !== 0x80 || content.some((byte) => byte !== 0)) };
}

/** The names that constraints are about. A client's common name is one if it looks like a host and there is no DNS name. */
export function namesOf(subject: Asn1, alternativeNames: readonly Name[], isLeaf: boolean): Name[] {
  const attributes = sequence(subject).flatMap(childrenOf).map(sequence);
  const valuesOf = (type: string) => attributes.filter(([id]) => oid(id) === type).map(([, value]) => value!);
  const hosts = isLeaf && !alternativeNames.some(({ tag }) => tag === NAME.dns) ? valuesOf(COMMON_NAME) : [];
  return [
    ...(attributes.length > 0 ? [{ tag: NAME.directory, content: subject.whole }] : []),
    ...valuesOf(EMAIL_ADDRESS).map(({ tag, content }) => ({ tag: tag === STRING.ia5 ? NAME.email : NO_NAME, content })),
    ...alternativeNames,
    ...hosts
      .map(textOf)
      .filter((name) => /^\w([\w-]*\w)?(\.\w([\w-]*\w)?)+$/.test(name))
      .map((name) => ({ tag: NAME.dns, content: Buffer.from(name) })),
  ];
}

/** Whether OpenSSL lets an authority with these constraints stand above the name; what it cannot compare, it refuses. */
export function permits(constraints: NameConstraints, name: Name): boolean {
  const ofItsKind = (subtrees: readonly Subtree[]) => subtrees.filter(({ base }) => base.tag === name.tag);
  const [permitted, excluded] = [ofItsKind(constraints.permitted), ofItsKind(constraints.excluded)];
  if (name.tag === NO_NAME || [...permitted, ...excluded].some(({ limited }) => limited)) return false;
  const isIn = (subtrees: readonly Subtree[]) => subtrees.some(({ base }) => fits(name, base));
  try {
    return (permitted.length === 0 || isIn(permitted)) && !isIn(excluded);
  } catch {
    return false;
  }
}

function fits({ tag, content }: Name, base: Name): boolean {
  const [text, limit] = [content.toString("latin1"), base.content.toString("latin1")];
  switch (tag) {
    case NAME.dns: {
      const dotted = (name: string) => lower(limit.startsWith(".") ? name : `.${name}`);
      return limit === "" || dotted(text).endsWith(dotted(limit));
    }
    case NAME.email: {
      const [user, host] = parts(text, /^(.*)@(.*)$/s);
      const [limitUser, limitHost] = limit.includes("@") ? parts(limit, /^(.*)@(.*)$/s) : ["", limit];
      return (limitUser === "" || user === limitUser) && hostFits(host!, limitHost!);
    }
    case NAME.uri:
      return hostFits(parts(text, /^[^:]*:\/\/([^:/]+)/)[0]!, limit);
    case NAME.ip:
      return addressFits(content, base.content);
    case NAME.directory: {
      const whole = relativeNames(content);
      return relativeNames(base.content).every((part, i) => part === whole[i]);
    }
    default:
      throw new MalformedAsn1("a kind of name that cannot be compared");
  }
}

function parts(text: string, form: RegExp): string[] {
  const match = form.exec(text);
  if (!match) throw new MalformedAsn1("a name that cannot be compared");
  return match.slice(1);
}

function hostFits(host: string, limit: string): boolean {
  return limit.startsWith(".")
    ? host.length > limit.length && lower(host).endsWith(lower(limit))
    : lower(host) === lower(limit);
}

/** An address, and a network with its mask. */
function addressFits(address: Buffer, network: Buffer): boolean {
  const mask = network.subarray(address.length);
  return mask.length === address.length && address.every((byte, i) => ((byte ^ network[i]!) & mask[i]!) === 0);
}

/** The relative names of a directory name in the form in which they are compared, without case and needless spaces. */
function relativeNames(name: Buffer): string[] {
  const canonical = ([type, value]: Asn1[]) => `${oid(type)}=${lower(textOf(value!)).trim().replace(/\s+/g, " ")}`;
  return sequence(readAsn1(name)).map((relative) => childrenOf(relative).map(sequence).map(canonical).sort().join("+"));
}

function textOf({ tag, content }: Asn1): string {
  if (tag === STRING.bmp && content.length % 2 === 0) return Buffer.from(content).swap16().toString("utf16le");
  return content.toString(tag === STRING.utf8 ? "utf8" : "latin1");
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
