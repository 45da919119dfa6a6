import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { placeOf, toItem } from "../wire/item";
import type { Registration } from "../wire/registration";
import { concat, type Hcl, hcl, toJson } from "./hcl";
import { keep } from "./kept";
import { PlainResource } from "./terraform";

interface RegistrationContext {
  readonly secretName: Hcl;
  readonly table: Hcl;
  readonly dependsOn: readonly PlainResource[];
}

/**
 * The registration in the table. AWS refuses to create one whose key is there already, but an update onto such a key
 * overwrites it without a word. So another key is never an update: it is a new registration, after which the old one goes.
 */
export function createRegistration(
  scope: Construct,
  { addedAt, order, ...stored }: Registration,
  { secretName, table, dependsOn }: RegistrationContext,
): PlainResource {
  const place = placeOf("", order);
  const added = addedAt === undefined ? firstDeployment(scope, stored.host, place) : undefined;
  const key = new PlainResource(scope, "Key", "terraform_data", {
    input: `${stored.host} ${addedAt ?? "when first deployed"} ${stored.declaration}`,
  });
  const { sk, ...item } = toItem(stored, "");
  return new PlainResource(
    scope,
    "Registration",
    "aws_dynamodb_table_item",
    {
      table_name: table,
      hash_key: "pk",
      range_key: "sk",
      item: toJson({
        ...item,
        sk: { S: concat(added?.value ?? addedAt + place, sk.S) },
        secretName: { S: secretName },
      }),
    },
    {
      lifecycle: {
        createBeforeDestroy: true,
        replaceTriggeredBy: [key, added?.resource].flatMap((it) => it?.address ?? []),
      },
      dependsOn,
    },
  );
}

/** The moment of the first deployment and the order within it, kept for as long as the host stays the same. */
function firstDeployment(scope: Construct, host: string, place: string) {
  const id = `Added${createHash("sha256").update(host).digest("hex").slice(0, 8)}`;
  return keep(scope, id, concat(hcl`plantimestamp()`, place));
}
