import { ClientCertificateError, messageOf } from "../errors";
import { SecretGoneError } from "./certificate-source";

/** What the resolver function's refusal or silence means to a request. */
export function invokeError(functionName: string, error: unknown): ClientCertificateError {
  const said = messageOf(error);
  const options = { cause: error };
  if (isAccessDenied(error)) {
    return new ClientCertificateError(
      "registry-refused",
      `not allowed to ask the registry: the role needs lambda:InvokeFunction on the function ${functionName}; ` +
        `registry.grantUse(role) allows it (${said})`,
      options,
    );
  }
  if (nameOf(error) === "ResourceNotFoundException") {
    return new ClientCertificateError(
      "registry-unreachable",
      `there is no function ${functionName} in this account and region: deploy the registry, or check its name and ` +
        `the AWS region (${said})`,
      options,
    );
  }
  return new ClientCertificateError(
    "registry-unreachable",
    `the registry's function ${functionName} did not answer: ${said}`,
    options,
  );
}

/** What Secrets Manager's refusal or silence means to a request. */
export function secretError(secret: string, error: unknown): ClientCertificateError {
  const said = messageOf(error);
  const options = { cause: error };
  if (nameOf(error) === "ResourceNotFoundException") {
    return new SecretGoneError(`the secret ${secret} is not there: the certificate was renewed or removed`, options);
  }
  const action = missingAction(error, said);
  const problem = action
    ? `not allowed to read the secret ${secret}: the role needs ${action}; registry.grantUse(role) allows it (${said})`
    : `the secret ${secret} could not be read: ${said}`;
  return new ClientCertificateError("secret-unreadable", problem, options);
}

function missingAction(error: unknown, said: string): string | undefined {
  if (!isAccessDenied(error) && nameOf(error) !== "DecryptionFailure") return undefined;
  // Secrets Manager passes on what KMS refuses, with "KMS" in the text, under its own error.
  return /\bkms\b/i.test(said) || nameOf(error) === "DecryptionFailure"
    ? "kms:Decrypt on the key that encrypts it"
    : "secretsmanager:GetSecretValue";
}

function isAccessDenied(error: unknown): boolean {
  return ["AccessDeniedException", "AccessDenied", "UnrecognizedClientException"].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
