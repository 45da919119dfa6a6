/** A passphrase file holds the passphrase on its first line, as for `openssl -passin file:…`. */
export function firstLine(text: string): string {
  return text.replace(/\r\n/g, "\n").split("\n", 1)[0]!;
}

/**
 * The environment variables that may hold the value of a Terraform variable: Terraform's own, and the one for synth,
 * from which the cdktf command keeps whatever begins with `TF_VAR_`.
 */
export function variableNames(variable: string): { readonly forTerraform: string; readonly forSynth: string } {
  return { forTerraform: `TF_VAR_${variable}`, forSynth: `SYNTH_TF_VAR_${variable}` };
}

/** Whether an environment variable may be one of them, of whatever Terraform variable. */
export function isPassphraseVariable(name: string): boolean {
  return /^(?:SYNTH_)?TF_VAR_/.test(name);
}

/** The value of a Terraform variable, as the environment has it. */
export function variableValue(variable: string): string | undefined {
  return readVariable(variable)?.value;
}

/** The same, with the name of the environment variable that has it. */
export function readVariable(variable: string): { readonly name: string; readonly value: string } | undefined {
  const names = Object.values(variableNames(variable));
  const name = names.find((one) => process.env[one] !== undefined);
  return name === undefined ? undefined : { name, value: process.env[name]! };
}

/** Whether synth would judge a key by another passphrase than the one that Terraform deploys. */
export function variableDiffers(variable: string): boolean {
  const [forTerraform, forSynth] = variableValues(variable);
  return forTerraform !== undefined && forSynth !== undefined && forTerraform !== forSynth;
}

function variableValues(variable: string): (string | undefined)[] {
  const { forTerraform, forSynth } = variableNames(variable);
  return [process.env[forTerraform], process.env[forSynth]];
}
