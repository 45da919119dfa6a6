import { indexKey } from "../host/host-pattern";
import type { Registration } from "./registration";

/** DynamoDB's JSON for a value (AWS, DynamoDB API reference, AttributeValue), as far as a registration needs it. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** How a registration is kept in the table: its place in the sort key, everything else in attributes of its name. */
export type StoredRegistration = Omit<Registration, "addedAt" | "order">;

/**
 * The table's item for a registration.
 *
 * @param added the moment and the order of the declaration, `<ISO 8601>#<order, 6 digits>`
 */
export function toItem(
  registration: StoredRegistration,
  added: string,
): Item & { readonly sk: { readonly S: string } } {
  return {
    pk: { S: indexKey(registration.host) },
    sk: { S: `${added}#${registration.declaration}` },
    ...toAttributes(registration),
  };
}

/** The registration that an item holds. */
export function fromItem({ pk: _, sk, ...attributes }: Item): Registration {
  const [addedAt, order] = (fromAttribute(sk!) as string).split("#");
  return { ...(fromAttributes(attributes) as unknown as StoredRegistration), addedAt, order: Number(order) };
}

function toAttributes(value: object): Item {
  const defined = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(defined.map(([name, member]) => [name, toAttribute(member)]));
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return { M: toAttributes(value as object) };
}

function fromAttributes(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]));
}

function fromAttribute(value: AttributeValue): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return Number(value.N);
  if ("L" in value) return value.L.map(fromAttribute);
  return fromAttributes(value.M);
}
