import { secretLeaf } from "../registry/names";
import type { Registration } from "../wire/registration";
import { concat, toConfiguration, type Values } from "./hcl";
import { TerraformOutput, type TerraformStack } from "./terraform";

/** Its name in Terraform. */
const NAME = "client_certificates";

/**
 * An output with one line for each certificate of a stack: Terraform shows below a plan, right above its question, what of it changes.
 *
 * @param registrations asked at synth
 */
export function createCertificatesOutput(stack: TerraformStack, registrations: () => readonly Registration[]): void {
  const output = new CertificatesOutput(stack, "ClientCertificatesTable", registrations);
  output.overrideLogicalId(NAME);
}

class CertificatesOutput extends TerraformOutput {
  constructor(
    stack: TerraformStack,
    id: string,
    private readonly registrations: () => readonly Registration[],
  ) {
    super(stack, id, { value: "", description: "The client certificates that this stack registers" });
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { ...super.synthesizeAttributes(), value: toConfiguration(tableOf(this.registrations())) };
  }
}

function tableOf(registrations: readonly Registration[]): Values {
  return Object.fromEntries(registrations.map((it) => [`${it.host} (${it.declaration})`, concat(lineOf(it))]));
}

/** The fingerprint as the secret's name has it. */
function lineOf({ subject, issuer, notAfter, fingerprint256 }: Registration): string {
  return `until ${notAfter}, ${secretLeaf(fingerprint256)}, ${subject}, issued by ${issuer}`;
}
