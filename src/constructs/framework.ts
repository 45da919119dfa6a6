// CDK for Terraform and CDK Terrain share their names: the build writes a second copy of this room in which these two are swapped.
import type { Construct, IConstruct } from "constructs";
import { ClientCertificateError } from "../errors";
import { misuse } from "./misuse";

const [FRAMEWORK, OTHER]: readonly [Framework, Framework] = ["cdktf", "cdktn"];
type Framework = keyof typeof ENTRIES;

const ENTRIES = { cdktf: "cdktf-client-certificates", cdktn: "cdktf-client-certificates/cdktn" };

/** Its command line, as messages name it. */
export const COMMAND: string = FRAMEWORK;

/** For which versions of Terraform an app is written that does not say so; undefined for a framework that does not ask. */
export const DEFAULT_TARGETS: Readonly<Record<string, string>> | undefined = {
  cdktf: undefined,
  cdktn: { terraform: ">=1.5.7", opentofu: ">=1.6.0" },
}[FRAMEWORK];

/**
 * What to throw where the framework could not be loaded.
 *
 * @param isInstalled whether there is a package of that name
 */
export function frameworkMissing(isInstalled: (name: string) => boolean, cause: unknown): ClientCertificateError {
  const advice = isInstalled(OTHER)
    ? `${OTHER} is: import from "${ENTRIES[OTHER]}"`
    : `"npm install ${FRAMEWORK} constructs" does it; for ${OTHER} import from "${ENTRIES[OTHER]}"`;
  const message = `the constructs of "${ENTRIES[FRAMEWORK]}" need ${FRAMEWORK} and constructs, which are not installed; ${advice}`;
  return new ClientCertificateError("framework-missing", message, { cause });
}

/**
 * The scope of a new construct, which is of this framework. To be asked before the construct is made: another version of
 * `constructs` may come with the other framework.
 *
 * @throws ClientCertificateError `framework-mixed`, or `invalid-argument` for what is no construct
 */
export function sameFramework(scope: Construct, id: string): Construct {
  if (!isConstruct(scope)) misuse("the first argument is no construct: pass the stack, or this", { where: id });
  const foreign = scope.node.scopes.find((one) => frameworkOf(one) === OTHER);
  if (!foreign) return scope;
  misuse(`it is for ${FRAMEWORK}, and ${nameOf(foreign)} is of ${OTHER}: import it from "${ENTRIES[OTHER]}"`, {
    code: "framework-mixed",
    where: `${scope.node.path}/${id}`,
  });
}

/**
 * Resources of two frameworks in one stack have the same types, and fail late, by calling what the other does not have.
 *
 * @throws ClientCertificateError `framework-mixed`
 */
export function refuseMixed(elements: readonly IConstruct[]): void {
  const foreign = elements.find((one) => frameworkOf(one) === OTHER);
  if (!foreign) return;
  throw new ClientCertificateError(
    "framework-mixed",
    `${nameOf(foreign)} is made by a class of ${OTHER}, in an app of ${FRAMEWORK}: import it from ${FRAMEWORK}, or from the provider for ${FRAMEWORK}; "npm ls ${OTHER}" says what brings ${OTHER}`,
  );
}

const JSII = Symbol.for("jsii.rtti");

/** Which framework a construct's class extends, by the name that jsii leaves on each class. */
function frameworkOf(construct: object): string | undefined {
  for (let it: unknown = construct.constructor; typeof it === "function"; it = Object.getPrototypeOf(it)) {
    const mark: unknown = Reflect.get(it, JSII);
    const name = mark instanceof Object && "fqn" in mark ? /^(cdktf|cdktn)\./.exec(String(mark.fqn)) : null;
    if (name) return name[1];
  }
  return undefined;
}

function isConstruct(value: unknown): boolean {
  return typeof value === "object" && value !== null && "node" in value;
}

function nameOf({ node }: IConstruct): string {
  return node.path === "" ? "the app" : `"${node.path}"`;
}
