import type { DeclaredRegistry, DeclaredStack } from "./declared-stack";
import type { Step } from "./steps";
import type { TerraformState } from "./terraform-state";

/** The table, the function, its log and its role, where they are in AWS and Terraform does not know them. */
export async function registrySteps(stack: DeclaredStack, state: TerraformState): Promise<Step[]> {
  const { registry } = stack;
  if (!registry || state.addresses.has(registry.table)) return [];
  const known = await roleOf(registry);
  const resources: [string, string | undefined, boolean][] = [
    [registry.table, registry.name, false],
    [registry.log, `/aws/lambda/${registry.name}`, true],
    [registry.resolver, known && registry.name, false],
    [registry.role, known, false],
  ];
  return resources.flatMap(([address, id, optional]) =>
    id === undefined || state.addresses.has(address) ? [] : [bring(stack.directory, address, id, optional)],
  );
}

function bring(directory: string, address: string, id: string, optional: boolean): Step {
  const step = {
    kind: "terraform",
    directory,
    parameters: ["import", address, id],
    why: `${id} is unknown to Terraform`,
  } as const;
  return optional ? { ...step, optional } : step;
}

/** The name of the function's role; undefined where there is no function. */
async function roleOf({ name }: DeclaredRegistry): Promise<string | undefined> {
  const { GetFunctionConfigurationCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient({});
  try {
    const { Role } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return Role?.split("/").at(-1);
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
