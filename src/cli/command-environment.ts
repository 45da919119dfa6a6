import { isPassphraseVariable, variableNames } from "../passphrase-input";
import { readStacks } from "../registry/manifest";
import type { RegistryOptions } from "./registry-options";

/**
 * The environment of this process without the variables that hold passphrases: they are none of a command's business.
 * A synth says which these are. A deployed registry does not say so to a check, so that there every variable that may
 * be one is kept back.
 */
export function withoutPassphrases({ from, registry }: RegistryOptions): NodeJS.ProcessEnv {
  const isDeployed = registry !== undefined && from === undefined;
  const holdsPassphrase = isDeployed ? isPassphraseVariable : declaredIn(from ?? "cdktf.out");
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !holdsPassphrase(name)));
}

function declaredIn(directory: string): (name: string) => boolean {
  const names = readStacks(directory).flatMap(({ files: { passphrase } }) =>
    passphrase && "variable" in passphrase ? Object.values(variableNames(passphrase.variable)) : [],
  );
  return (name) => names.includes(name);
}
