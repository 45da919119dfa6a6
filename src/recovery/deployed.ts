import { Fields, type Place, type Reader, text } from "../wire/fields";
import { readAttribute } from "../wire/item";

/** A certificate's secret in AWS: `<registry>/<declaration>/<mark>/<fingerprint>`, see `secretFolder`. */
export interface DeployedSecret {
  readonly name: string;
  readonly arn: string;
}

/** An item of the registry's table. */
export interface DeployedItem {
  readonly pk: string;
  readonly sk: string;
  readonly host: string;
  readonly declaration: string;
  readonly secretName: string;
  readonly subject: string;
  /** As DynamoDB has it. */
  readonly raw: unknown;
}

export interface Deployed {
  readonly items: readonly DeployedItem[];
  readonly secrets: readonly DeployedSecret[];
}

/** The parts of a secret's name. */
export function partsOf(secretName: string): { folder: string; mark: string; leaf: string } | undefined {
  const [, folder, mark, leaf] = /^(.+\/)([^/]+)\/([0-9a-f]{12})$/.exec(secretName) ?? [];
  return folder && mark && leaf ? { folder, mark, leaf } : undefined;
}

/** One text for an item's key. */
export const itemKey: Reader<string> = (item, at) => {
  const fields = Fields.of(item, at);
  const [pk, sk] = ["pk", "sk"].map((name) => fields.read(name, Fields.of).read("S", text));
  return JSON.stringify([pk, sk]);
};

/** What can be told of an item; undefined where it is no registration. */
export function readDeployedItem(raw: unknown, at: Place): DeployedItem | undefined {
  const [pk, sk, host, declaration, secretName, subject = ""] = [
    "pk",
    "sk",
    "host",
    "declaration",
    "secretName",
    "subject",
  ].map((name) => readAttribute(raw, name, at));
  if (!pk || !sk || !host || !declaration || !secretName) return undefined;
  return { pk, sk, host, declaration, secretName, subject, raw };
}

/** Ends the sort key of an item that was put aside, so that Terraform can make it anew while it serves. */
const ASIDE = "#set-aside";

export const isAside = ({ sk }: DeployedItem): boolean => sk.endsWith(ASIDE);
export const asideKey = ({ sk }: DeployedItem): string => `${sk}${ASIDE}`;
export const originalKey = ({ sk }: DeployedItem): string => (sk.endsWith(ASIDE) ? sk.slice(0, -ASIDE.length) : sk);
