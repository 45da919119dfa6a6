import { Construct, type IConstruct } from "constructs";
import { Diagnostics } from "./diagnostics";
import { kindOf, misuse } from "./misuse";
import { onSynthesis } from "./synthesis-hook";
import type { Remark } from "./synthesis-report";
import { PlainResource, TerraformStack } from "./terraform";

/** Who was where before, in a stack. */
interface Moved {
  /** By former path: no two can have been at one place. */
  readonly claims: Map<string, Construct>;
  /** The former paths of each, oldest first. */
  readonly ways: Map<Construct, readonly string[]>;
}

const movedIn = new WeakMap<TerraformStack, Moved>();

/**
 * Makes the resources below a construct those that were below it at its former path: Terraform then updates them,
 * rather than to destroy the ones and create the others.
 *
 * @param formerly the construct's path, or its paths, oldest first
 * @returns the paths
 * @throws ClientCertificateError `invalid-argument` for a path that cannot be one of this construct
 */
export function moveFrom(construct: Construct, formerly: string | readonly string[] = []): readonly string[] {
  const paths = [formerly].flat();
  if (paths.length === 0) return paths;
  const stack = TerraformStack.of(construct);
  const { claims, ways } = movedOf(stack);
  for (const path of paths) {
    const problem = problemWith(path, construct, stack, claims.get(path));
    if (problem) misuse(`formerly: ${problem}`, { where: construct.node.path });
    claims.set(path, construct);
  }
  ways.set(construct, paths);
  const remaining = () => paths.filter((path) => isDeclared(construct, stack, path));
  Diagnostics.of(construct).add(construct, () => remaining().map(stillDeclared));
  return paths;
}

function movedOf(stack: TerraformStack): Moved {
  const known = movedIn.get(stack);
  if (known) return known;
  const moved: Moved = { claims: new Map(), ways: new Map() };
  movedIn.set(stack, moved);
  // Late, for the resources that are yet to come.
  const before = () => {
    for (const [construct, paths] of moved.ways) {
      for (const resource of construct.node.findAll()) {
        if (resource instanceof PlainResource) resource.moves = moves(resource, construct, paths);
      }
    }
  };
  onSynthesis(stack, { before });
  return moved;
}

/** One for each step of its way. */
function moves(resource: PlainResource, construct: Construct, paths: readonly string[]): PlainResource["moves"] {
  const stack = TerraformStack.of(resource);
  const below = resource.node.path.slice(construct.node.path.length);
  const addresses = [...paths, construct.node.path].map((path) => {
    return `${resource.terraformResourceType}.${logicalIdAt(stack, idsBelow(stack, path + below))}`;
  });
  return addresses.slice(1).map((to, i) => ({ from: addresses[i]!, to }));
}

function problemWith(
  path: string,
  construct: Construct,
  stack: TerraformStack,
  other: IConstruct | undefined,
): string | undefined {
  if (typeof path !== "string") return `a path is ${kindOf(path)}; it must be a text, e.g. "${stack.node.path}/Old"`;
  if (path === construct.node.path) return `"${path}" is its path today`;
  if (other) return `"${path}" is a former path of ${other === construct ? "it" : other.node.path} already`;
  if (path.startsWith(`${stack.node.path}/`) && !path.split("/").includes("")) return undefined;
  return (
    `"${path}" is not a path of the stack ${stack.node.path}: write it with the stack, e.g. "${stack.node.path}/Old", as findings do. ` +
    "From one stack to another Terraform moves nothing; docs/operation.md says in which order to deploy"
  );
}

function stillDeclared(path: string): Remark {
  const text = `formerly: ${path} is still declared\n    Fix: remove it, or rename one after the other, each with a deployment of its own`;
  return { severity: "error", text };
}

/** Whether a resource of the construct is still where it is said to have been. A construct may be put into one of its own name. */
function isDeclared(construct: Construct, stack: TerraformStack, path: string): boolean {
  return construct.node.findAll().some((resource) => {
    if (!isIncluded(resource)) return false;
    const below = resource.node.path.slice(construct.node.path.length);
    return isIncluded(constructAt(stack, path + below));
  });
}

function isIncluded(construct: IConstruct | undefined): boolean {
  return construct instanceof PlainResource && construct.isIncluded();
}

function constructAt(stack: TerraformStack, path: string): IConstruct | undefined {
  let scope: IConstruct | undefined = stack;
  for (const id of idsBelow(stack, path)) scope = scope?.node.tryFindChild(id);
  return scope;
}

function idsBelow(stack: TerraformStack, path: string): string[] {
  return path.slice(stack.node.path.length + 1).split("/");
}

/** The stack's own answer to what it calls a resource at this place, which is made for the time of the question. */
function logicalIdAt(stack: TerraformStack, [id, ...ids]: readonly string[], scope: IConstruct = stack): string {
  if (id === undefined) return stack.getLogicalId(scope.node);
  const known = scope.node.tryFindChild(id);
  if (known) return logicalIdAt(stack, ids, known);
  const made = new Construct(scope as Construct, id);
  try {
    return logicalIdAt(stack, ids, made);
  } finally {
    scope.node.tryRemoveChild(id);
  }
}
