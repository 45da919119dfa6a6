import { Fields, list, Place, parseJson, type Reader, text } from "../wire/fields";
import { itemKey } from "./deployed";
import type { Terraform } from "./terraform";

/** What Terraform knows to be its own. */
export interface TerraformState {
  readonly addresses: ReadonlySet<string>;
  readonly secretNames: ReadonlySet<string>;
  /** Keys of the items, as `itemKey` writes them. */
  readonly keys: ReadonlySet<string>;
  /** The mark of the deployment. */
  readonly mark?: string;
}

/** The state of a stack, which holds no secret: `terraform show -json`. */
export async function readState(terraform: Terraform): Promise<TerraformState> {
  const at = new Place({ name: "the state", code: "invalid-manifest", fix: `Run "terraform show -json" to see it` });
  const root = Fields.of(parseJson(await terraform(["show", "-json"]), at), at)
    .optional("values", Fields.of)
    ?.optional("root_module", Fields.of);
  const resources = root?.optional("resources", list(readResource)) ?? [];
  return {
    addresses: new Set(resources.map(({ address }) => address)),
    secretNames: new Set(resources.flatMap(({ secretName }) => secretName ?? [])),
    keys: new Set(resources.flatMap(({ key }) => key ?? [])),
    mark: resources.find(({ address }) => address === DEPLOYMENT)?.kept,
  };
}

/** Where Terraform keeps the mark. */
export const DEPLOYMENT = "terraform_data.ClientCertificatesDeployment";

const readResource: Reader<{ address: string; secretName?: string; key?: string; kept?: string }> = (value, at) => {
  const fields = Fields.of(value, at);
  const [address, type] = [fields.read("address", text), fields.read("type", text)];
  const values = fields.optional("values", Fields.of);
  if (type === "aws_secretsmanager_secret") return { address, secretName: values?.optional("name", text) };
  if (type === "terraform_data")
    return { address, kept: values?.optional("input", optionalText) ?? values?.optional("id", text) };
  if (type !== "aws_dynamodb_table_item") return { address };
  const item = values?.optional("item", text);
  return { address, key: item === undefined ? undefined : itemKey(parseJson(item, at), at) };
};

const optionalText: Reader<string | undefined> = (value) => (typeof value === "string" ? value : undefined);
