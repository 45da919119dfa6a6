import { indexKey } from "../host/host-pattern";
import { Fields, list, moment, type Place, type Reader, text } from "./fields";
import { certificatesOnOneLine, onOneLine } from "./pem";
import { hostPattern, type Registration, readRegistration } from "./registration";

/** DynamoDB's JSON for a value (AWS, DynamoDB API reference, AttributeValue), as far as a registration needs it. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** How a registration is kept in the table: its place in the sort key, its certificates on one line each, everything else in attributes of its name. */
export type StoredRegistration = Omit<Registration, "addedAt" | "order">;

/** When a declaration was added, and its place among those that were added then: what a sort key begins with. */
export function placeOf(addedAt: string, order: number): string {
  return `${addedAt}#${String(order).padStart(6, "0")}`;
}

/** DynamoDB takes sort keys of 1,024 bytes (AWS, DynamoDB, "Constraints"): this is left for the path of a declaration. */
export const MAX_DECLARATION_BYTES = 1024 - "2026-01-01T00:00:00Z#000000#".length - "#set-aside".length;

/**
 * The table's item for a registration.
 *
 * @param added the moment and the order of the declaration, `<ISO 8601>#<order, 6 digits>`
 */
export function toItem(
  { certificate, certificateAuthority, ...facts }: StoredRegistration,
  added: string,
): Item & { readonly sk: { readonly S: string } } {
  return {
    pk: { S: indexKey(facts.host) },
    sk: { S: `${added}#${facts.declaration}` },
    ...toAttributes(facts),
    [CHAIN]: { S: onOneLine(certificate) },
    ...(certificateAuthority !== undefined && { [AUTHORITIES]: { S: onOneLine(certificateAuthority) } }),
  };
}

/** A plan shows attributes by their names: the certificates come after all that people read. */
const [CHAIN, AUTHORITIES] = ["x509", "x509Authorities"] as const;

/** The registration that an item holds. */
export const readItem: Reader<Registration> = (value, at) => {
  const { sk, [CHAIN]: chain, [AUTHORITIES]: authorities, ...attributes } = fromAttributes(value, at);
  const added = readAdded(sk, at.field("sk"));
  const certificate = certificatesOnOneLine(chain, at.field(CHAIN));
  const certificateAuthority =
    authorities === undefined ? undefined : certificatesOnOneLine(authorities, at.field(AUTHORITIES));
  return readRegistration({ ...attributes, ...added, certificate, certificateAuthority }, at);
};

/** One attribute of an item, whatever the others are; undefined where it cannot be read. */
export function readAttribute(value: unknown, name: string, at: Place): string | undefined {
  try {
    const attribute = fromAttribute(
      Fields.of(value, at).read(name, (it) => it),
      at,
    );
    return name === "host" ? hostPattern(attribute, at) : text(attribute, at);
  } catch {
    return undefined;
  }
}

const SORT_KEY = /^([^#]+)#(\d{6})#./s;

function readAdded(value: unknown, at: Place): Pick<Registration, "addedAt" | "order"> {
  const [, added, order] = SORT_KEY.exec(text(value, at)) ?? at.refuse(value, "<ISO 8601>#<6 digits>#<declaration>");
  return { addedAt: moment(added, at), order: Number(order) };
}

function toAttributes(value: object): Item {
  const defined = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(defined.map(([name, member]) => [name, toAttribute(member)]));
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(Object(value)) };
}

const fromAttributes: Reader<Record<string, unknown>> = (value, at) =>
  Object.fromEntries(Fields.of(value, at).entries(fromAttribute));

/** A type that no registration has makes the whole item unreadable: it means something that this release does not know. */
function fromAttribute(value: unknown, at: Place): unknown {
  if (typeof value !== "object" || value === null) return at.refuse(value, "an attribute");
  const [[type, inner] = [], ...more]: [string?, unknown?][] = Object.entries(value);
  if (type === undefined || more.length > 0) return at.fail("must have one type");
  switch (type) {
    case "S":
      return text(inner, at);
    case "N":
      return text(inner, at) === "" ? at.fail("is an empty number") : Number(inner);
    case "L":
      return list(fromAttribute)(inner, at);
    case "M":
      return fromAttributes(inner, at);
    default:
      return at.fail(`has the type ${type}, which no registration has`);
  }
}
