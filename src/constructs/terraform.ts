import { resolve } from "node:path";
import {
  AnnotationMetadataEntryType,
  App,
  AssetType,
  Fn,
  LocalBackend,
  propertyAccess,
  TerraformAsset,
  TerraformBackend,
  TerraformDataSource,
  TerraformOutput,
  TerraformResource,
  type TerraformResourceLifecycle,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import type { Construct } from "constructs";
import { late } from "../late";
import { refuseMixed } from "./framework";
import { concat, type Hcl, hcl, reference, toConfiguration, type Values } from "./hcl";
import { misuse } from "./misuse";
import { isAbsolutePath, pathFrom, withRealPath } from "./module-path";

/** Write-only attributes and ephemeral variables (Terraform 1.11, "Write-only arguments"). */
export const REQUIRED_TERRAFORM_VERSION = ">= 1.11.0";

/** What has to be true, and what Terraform says where it is not. */
export interface Condition {
  readonly condition: Hcl;
  readonly errorMessage: string | Hcl;
}

/** What is said of a resource beside its attributes; see Terraform, "The lifecycle Meta-Argument". */
export interface Meta {
  readonly lifecycle?: Omit<TerraformResourceLifecycle, "precondition" | "postcondition">;
  /** Refuses the plan, with a message. */
  readonly precondition?: Condition;
  readonly dependsOn?: readonly PlainResource[];
}

/**
 * A resource from its attributes, by their names in Terraform. Every plain text in them is a text to Terraform; see `Hcl`. It costs a
 * fraction of a generated class, and unlike cdktf's DataResource it does not run `terraform version` for each instance.
 */
export class PlainResource extends TerraformResource {
  /** Where it was before (Terraform, "Refactor modules"). */
  moves: readonly { readonly from: string; readonly to: string }[] = [];
  /** Whether the configuration has it: asked when that is written. */
  isIncluded: () => boolean = () => true;
  /** What `replace_triggered_by` takes. Kept: the framework hashes the path each time. */
  readonly address: string;
  /** The framework asks twice. */
  private readonly configuration: () => unknown;

  /** @param attributes or what makes them, late, for what is yet to come */
  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    attributes: Values | (() => Values),
    { lifecycle, precondition, dependsOn = [] }: Meta = {},
  ) {
    super(scope, id, {
      terraformResourceType,
      terraformGeneratorMetadata: providerOf(terraformResourceType),
      lifecycle: precondition ? { ...lifecycle, precondition: [toCondition(precondition)] } : lifecycle,
    });
    this.address = `${terraformResourceType}.${this.friendlyUniqueId}`;
    this.configuration =
      typeof attributes === "function" ? () => toConfiguration(attributes()) : late(() => toConfiguration(attributes));
    // As text: for each construct that is given here, cdktf makes a token.
    if (dependsOn.length > 0) this.dependsOn = dependsOn.map(({ address }) => address);
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    const attributes = Object.entries(this.configuration() as object);
    return Object.fromEntries(
      attributes.map(([name, value]) => [name, name.endsWith("_wo") ? this.writeOnly(value) : value]),
    );
  }

  /** cdktn compares what an app uses with the versions that it is written for (`targetVersions`); cdktf does not. */
  private writeOnly(value: unknown): unknown {
    const mark: unknown = Reflect.get(this, "markWriteOnlyAttribute");
    return typeof mark === "function" ? mark.call(this, value) : value;
  }

  override toTerraform(): { moved?: readonly object[] } {
    if (!this.isIncluded()) return {};
    const fragment = super.toTerraform();
    return this.moves.length === 0 ? fragment : { ...fragment, moved: [...(fragment.moved ?? []), ...this.moves] };
  }

  /** Terraform makes or changes the other one first. */
  waitFor(other: PlainResource): void {
    this.dependsOn = [...(this.dependsOn ?? []), other.address];
  }

  /** An attribute for other resources of the same stack: cheaper than a token, and allowed where a token is not. */
  hcl(attribute: string): Hcl {
    return reference(`${this.address}.${attribute}`);
  }
}

/** What is said of a data source beside its attributes. */
export interface DataMeta {
  /** Refuses what was read, with a message; `self` is the data source (Terraform, "Custom conditions"). */
  readonly postcondition?: Condition;
  /** Asked late, for what is yet to come. Terraform reads it in the plan, or in the apply where one of these is to change. */
  readonly dependsOn?: () => readonly PlainResource[];
}

/** A data source from its attributes, by their names in Terraform. */
export class PlainDataSource extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    private readonly attributes: Values = {},
    private readonly meta: DataMeta = {},
  ) {
    const { postcondition } = meta;
    super(scope, id, {
      terraformResourceType,
      terraformGeneratorMetadata: providerOf(terraformResourceType),
      ...(postcondition && { lifecycle: { postcondition: [toCondition(postcondition)] } }),
    });
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return toConfiguration(this.attributes) as { [name: string]: unknown };
  }

  override toTerraform() {
    const addresses = this.meta.dependsOn?.().map(({ address }) => address) ?? [];
    if (addresses.length > 0) this.dependsOn = addresses;
    return super.toTerraform();
  }

  /** An attribute for the resources of the same stack. */
  hcl(attribute: string): Hcl {
    return reference(`data.${this.terraformResourceType}.${this.friendlyUniqueId}.${attribute}`);
  }
}

function toCondition({ condition, errorMessage }: Condition) {
  return { condition: condition.template, errorMessage: concat(errorMessage).template };
}

/** The framework tells who forgets the provider; which version it is, is not ours to say. */
function providerOf(terraformResourceType: string): { providerName: string } | undefined {
  const [providerName = ""] = terraformResourceType.split("_");
  return providerName === "terraform" ? undefined : { providerName };
}

/** A file's path for Terraform, relative to the module: cdk.tf.json is the same on every machine. */
export function moduleFile(scope: Construct, file: string): Hcl {
  const path = modulePath(scope, file);
  return isAbsolutePath(path) ? concat(path) : concat(hcl`path.module`, `/${path}`);
}

/** A file's path relative to the directory of the stack's cdk.tf.json, with forward slashes. */
export function modulePath(scope: Construct, file: string): string {
  const stack = TerraformStack.of(scope);
  const known = directories.get(stack) ?? withRealPath(stackDirectory(scope));
  directories.set(stack, known);
  return pathFrom(known, file);
}

/** To follow symbolic links costs as much as all the rest: once for each stack. */
const directories = new WeakMap<TerraformStack, ReturnType<typeof withRealPath>>();

/** Where cdktf writes the stack's cdk.tf.json. */
export function stackDirectory(scope: Construct): string {
  return resolve(App.of(scope).outdir, "stacks", TerraformStack.of(scope).node.id);
}

/** A sensitive, ephemeral variable of the stack: it reaches write-only arguments and nothing else. */
export function ephemeralVariable(scope: Construct, name: string): Hcl {
  const stack = TerraformStack.of(scope);
  const id = `ClientCertificatePassphrase-${name}`;
  if (!stack.node.tryFindChild(id)) {
    const variable = new TerraformVariable(stack, id, {
      type: "string",
      sensitive: true,
      description: "Passphrase of a client certificate's private key",
    });
    variable.overrideLogicalId(name);
    variable.addOverride("ephemeral", true);
    // A pipeline without its secrets sets the variable to an empty text.
    variable.addValidation({
      condition: hcl`length(${reference(`var.${name}`)}) > 0`.template,
      errorMessage: `TF_VAR_${name} is empty: the key would be deployed without its passphrase. Set it.`,
    });
  }
  return reference(`var.${name}`);
}

/** Where the state of a stack is kept, as JSON; of a local state, whose path is of one machine, only that. */
export function stateLocation(stack: TerraformStack): string {
  const [backend] = stack.node.children.filter(TerraformBackend.isBackend);
  if (!backend || backend instanceof LocalBackend) return "local";
  const isSecret = (name: string) => /token|secret|password|access_key/i.test(name);
  return JSON.stringify(backend.toTerraform(), (name, value: unknown) => (isSecret(name) ? undefined : value));
}

/** Makes the stack refuse a Terraform that has no write-only arguments, and constructs of the other framework. */
export function requireTerraform(scope: Construct): void {
  const stack = TerraformStack.of(scope);
  stack.addOverride("terraform.required_version", REQUIRED_TERRAFORM_VERSION);
  // What is added to the stack later is looked at before the framework meets it.
  const prepare = stack.prepareStack.bind(stack);
  stack.prepareStack = () => {
    refuseMixed(stack.node.findAll());
    prepare();
  };
}

/**
 * A field of a JSON text that a data source has, as a token for any resource of the app.
 *
 * @param optional null, which is "not set", where there is no such field
 */
export function jsonField(json: string, path: readonly string[], { optional = false } = {}): string {
  const field = propertyAccess(Fn.jsondecode(json), [...path]);
  return Token.asString(optional ? Fn.try([field, Fn.jsondecode("null")]) : field);
}

/** Whether a value is, or holds, what only Terraform knows. */
export function isToken(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/** @throws ClientCertificateError `unresolved-token` for what only Terraform knows, where synth has to know it */
export function refuseToken(what: string, value: unknown): void {
  if (!isToken(value)) return;
  misuse(`${what} is a token, known only to Terraform; synth has to read it: pass a plain string`, {
    code: "unresolved-token",
  });
}

export { AnnotationMetadataEntryType, App, AssetType, TerraformAsset, TerraformOutput, TerraformStack };
