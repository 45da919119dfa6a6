import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { concat, type Hcl, hcl } from "./hcl";
import { PlainResource, stateLocation, TerraformStack } from "./terraform";

/** A value that Terraform works out once, and then keeps in its state. */
export interface Kept {
  readonly resource: PlainResource;
  readonly value: Hcl;
}

/**
 * Keeps a value for as long as the resource stays in the state. It is known in the plan. After a loss of the state
 * `terraform import` brings it back: a `terraform_data` takes any id, and the value is then the id.
 */
export function keep(scope: Construct, id: string, value: Hcl | (() => Hcl)): Kept {
  const resource = new PlainResource(
    scope,
    id,
    "terraform_data",
    () => ({ input: typeof value === "function" ? value() : value }),
    { lifecycle: { ignoreChanges: ["input"] } },
  );
  return { resource, value: valueKeptBy(resource) };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `input` is known in the plan, `output` is not. */
function valueKeptBy(resource: PlainResource): Hcl {
  return hcl`coalesce(${resource.hcl("input")}, ${resource.hcl("id")})`;
}

/** The resource that keeps a stack's mark. */
export const DEPLOYMENT = "ClientCertificatesDeployment";

/**
 * A mark of the stack's deployment, 8 hexadecimal digits: two apps may have a stack and a construct of the same name,
 * and their secrets must be kept apart. It is made of the moment of the first deployment and of where the state is.
 */
export function deploymentMark(scope: Construct): Hcl {
  const stack = TerraformStack.of(scope);
  const known = stack.node.tryFindChild(DEPLOYMENT);
  if (known instanceof PlainResource) return valueKeptBy(known);
  // Late: the backend may be yet to come.
  const origin = () => concat(hcl`plantimestamp()`, ` ${sha256(stateLocation(stack))}`);
  return keep(stack, DEPLOYMENT, () => hcl`substr(sha256(${origin()}), 0, 8)`).value;
}
