import type { TerraformStack } from "./terraform";

/** The AWS providers of a stack, as cdk.tf.json has them; those with an alias only where there are no others. */
export function awsProviders(stack: TerraformStack): Readonly<Record<string, unknown>>[] {
  const aws = stack.allProviders().filter(({ terraformResourceType }) => terraformResourceType === "aws");
  const own = aws.filter(({ alias }) => !alias);
  return (own.length > 0 ? own : aws).flatMap((provider) => provider.toTerraform().provider.aws);
}

/** The version of the AWS provider that a stack asks for, as its cdk.tf.json will say; undefined where it says none. */
export function providerVersion(stack: TerraformStack): string | undefined {
  // An override has the last word; the framework keeps it to itself.
  const path = ["rawOverrides", "terraform", "required_providers", "aws", "version"];
  const override = path.reduce<unknown>(
    (at, name) => (at instanceof Object ? Reflect.get(at, name) : undefined),
    stack,
  );
  if (typeof override === "string") return override;
  const aws = stack.allProviders().find(({ terraformResourceType }) => terraformResourceType === "aws");
  return aws?.terraformGeneratorMetadata?.providerVersion;
}
