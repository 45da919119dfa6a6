import { Fields, list, nullable, type Place, type Reader, text } from "../wire/fields";
import {
  type ForeignCertificate,
  type ForeignConfiguration,
  isExpression,
  type Material,
  optionalText,
  passphraseOf,
} from "./foreign-certificate";
import { ruleFor } from "./host-rule";

const TYPE = "checkly_client_certificate";

/** Checkly's rule is the one that ours was made after. */
const RULE = ["Checkly matches hosts as we do. Of several, both take the full host, then the most recently added."];

/** Of Terraform's configuration as JSON, of `terraform show -json` (a plan or a state), or of a state file. */
export function readCheckly(value: object, at: Place): ForeignConfiguration | undefined {
  const found = "resource" in value ? ofConfiguration(value, at) : ofValues(value, at);
  return found && { tool: "Checkly", rule: RULE, certificates: found };
}

/** `*.tf.json`: the bodies by their names, or several of one name in a list (Terraform, "JSON Configuration Syntax"). */
function ofConfiguration(value: object, at: Place): ForeignCertificate[] | undefined {
  const resources = Fields.of(value, at).read("resource", blocks);
  const bodies = resources.flatMap((types) => Fields.of(types, at.field("resource")).optional(TYPE, blocks) ?? []);
  if (bodies.length === 0) return undefined;
  return bodies.flatMap((names) =>
    Fields.of(names, at.field(`resource.${TYPE}`))
      .entries(blocks)
      .flatMap(([name, found]) =>
        found.map((body) => certificateOf(`${TYPE}.${name}`, body, at.field(`${TYPE}.${name}`))),
      ),
  );
}

const blocks: Reader<unknown[]> = (value) => (Array.isArray(value) ? value : [value]);

/** What Terraform worked out; modules are below modules. */
function ofValues(value: object, at: Place): ForeignCertificate[] | undefined {
  const roots = ["planned_values", "values"].flatMap((name) => {
    const values = Fields.of(value, at).optional(name, nullable(object));
    const root = values && Fields.of(values, at.field(name)).optional("root_module", nullable(object));
    return root ? [root] : [];
  });
  const isStateFile = "terraform_version" in value && "resources" in value && "lineage" in value;
  if (roots.length === 0) return isStateFile ? ofResources(value, at, "instances") : undefined;
  const found: ForeignCertificate[] = [];
  for (const modules = [...roots]; modules.length > 0; ) {
    const module = modules.pop()!;
    found.push(...ofResources(module, at, "values"));
    modules.push(...(Fields.of(module, at).optional("child_modules", list(object)) ?? []));
  }
  return found;
}

function ofResources(module: object, at: Place, kind: "values" | "instances"): ForeignCertificate[] {
  const resources = Fields.of(module, at).optional("resources", list(object)) ?? [];
  return resources.flatMap((resource, i) => {
    const place = at.field("resources").entry(i);
    const fields = Fields.of(resource, place);
    if (fields.optional("type", text) !== TYPE) return [];
    const name = fields.optional("address", text) ?? `${TYPE}.${fields.optional("name", text) ?? i}`;
    const bodies =
      kind === "values"
        ? [fields.read("values", object)]
        : fields.read("instances", list(object)).map((it) => Fields.of(it, place).read("attributes", object));
    return bodies.map((body) => certificateOf(name, body, place));
  });
}

const object: Reader<object> = (value, at) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : at.refuse(value, "an object");

function certificateOf(place: string, body: unknown, at: Place): ForeignCertificate {
  const fields = Fields.of(body, at);
  const optional = (name: string) => optionalText(fields, name);
  return {
    place,
    hosts: [ruleFor(fields.read("host", text))],
    certificate: materialOf(optional("certificate")),
    privateKey: materialOf(optional("private_key")),
    certificateAuthority: materialOf(optional("trusted_ca")),
    passphrase: passphraseOf(optional("passphrase")),
    differences: [],
  };
}

/** PEM as it stands, or `${file("…")}`. */
function materialOf(value: string | undefined): Material | undefined {
  if (value === undefined || value === "") return undefined;
  const [, path] = /^\$\{\s*file\(\s*"(?:\$\{path\.(?:module|root|cwd)\}\/)?([^"$]+)"\s*\)\s*\}$/.exec(value) ?? [];
  if (path !== undefined) return { path };
  return isExpression(value)
    ? { unknown: "it is an expression of Terraform's: import the plan or the state" }
    : { inline: value };
}
