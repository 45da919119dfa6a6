import { ClientCertificateError } from "../errors";
import { variableNames } from "../passphrase-input";
import type { Registration } from "../wire/registration";

/** A key that its passphrase does not open: says whose it is, where the passphrase comes from, and how to mend it. */
export function passphraseWrong(registration: Registration, { message }: Error): ClientCertificateError {
  const { declaration, secretName } = registration;
  return new ClientCertificateError(
    "passphrase-wrong",
    `the private key of ${declaration} (${secretName}) is not opened by its passphrase: ${message}. ${cure(registration)}`,
  );
}

function cure({ passphraseSecret, passphraseSource = "" }: Registration): string {
  const redeploy = "Where it is deployed, deploy it again with another `revision` of the declaration";
  if (passphraseSecret) return `It comes from the secret ${passphraseSecret.secret}: correct it there`;
  const [, variable] = /^variable (.*)/.exec(passphraseSource) ?? [];
  if (variable !== undefined) {
    const { forTerraform } = variableNames(variable);
    return `It comes from the variable ${variable}: set ${forTerraform} to the right one. ${redeploy}`;
  }
  return passphraseSource === ""
    ? "The declaration names no passphrase: give it one"
    : `It comes from the ${passphraseSource}: correct that. ${redeploy}`;
}
