import { ClientCertificateError, messageOf } from "../errors";
import { SecretGoneError } from "../identity/certificate-source";
import { AWS_TIMEOUT_MS } from "./aws-calls";

/** What the resolver function's refusal or silence means to a request. */
export function invokeError(functionName: string, error: unknown): ClientCertificateError {
  const said = whatHappened(error);
  const options = { cause: error };
  if (isAccessDenied(error)) {
    return new ClientCertificateError(
      "registry-refused",
      `not allowed to ask the registry: the role needs lambda:InvokeFunction on the function ${functionName}; ` +
        `registry.grantUse(role) allows it (${said})`,
      options,
    );
  }
  if (isCredentialFault(error)) {
    return new ClientCertificateError(
      "registry-unreachable",
      `the registry cannot be asked: ${credentials(said)}`,
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

/**
 * What Secrets Manager's refusal or silence means to a request.
 *
 * @param kept what the secret holds: a certificate's key, or a passphrase that someone else keeps
 */
export function secretError(secret: string, error: unknown, kept: "key" | "passphrase"): ClientCertificateError {
  const said = whatHappened(error);
  const options = { cause: error };
  if (nameOf(error) === "ResourceNotFoundException") {
    const why =
      kept === "key" ? "the certificate was renewed or removed" : "its owner removed the passphrase, or named it anew";
    return new SecretGoneError(`the secret ${secret} is not there: ${why}`, options);
  }
  const action = missingAction(error, said);
  const problem = isCredentialFault(error)
    ? `the secret ${secret} could not be read: ${credentials(said)}`
    : action
      ? `not allowed to read the secret ${secret}: the role needs ${action}; ${CURES[kept][action]} (${said})`
      : `the secret ${secret} could not be read: ${said}`;
  return new ClientCertificateError(kept === "key" ? "secret-unreadable" : "passphrase-unavailable", problem, options);
}

type Action = "secretsmanager:GetSecretValue" | "kms:Decrypt";

const CURES: Readonly<Record<"key" | "passphrase", Readonly<Record<Action, string>>>> = {
  key: {
    "secretsmanager:GetSecretValue": "registry.grantUse(role) allows it",
    "kms:Decrypt":
      "registry.grantUse(role) allows it, where the registry is given the key that encrypts it as encryptionKeyArn",
  },
  passphrase: {
    "secretsmanager:GetSecretValue":
      "registry.grantUse(role) allows it in the app that declares the certificate; the secret of another account has to " +
      "allow the role in its own policy as well",
    "kms:Decrypt":
      "this passphrase is encrypted with a key of its owner, which grantUse does not allow: allow the role kms:Decrypt on that " +
      "key, in a policy of the role and, for another account's key, in the key's policy",
  },
};

function whatHappened(error: unknown): string {
  // What an abort signal says is no explanation.
  return ["AbortError", "TimeoutError"].includes(nameOf(error))
    ? `no answer in ${AWS_TIMEOUT_MS} ms`
    : messageOf(error);
}

function missingAction(error: unknown, said: string): Action | undefined {
  if (!isAccessDenied(error) && nameOf(error) !== "DecryptionFailure") return undefined;
  // Secrets Manager passes on what KMS refuses, with "KMS" in the text, under its own error.
  return /\bkms\b/i.test(said) || nameOf(error) === "DecryptionFailure"
    ? "kms:Decrypt"
    : "secretsmanager:GetSecretValue";
}

function isAccessDenied(error: unknown): boolean {
  return ["AccessDeniedException", "AccessDenied"].includes(nameOf(error));
}

/** AWS, "Common error types": what was asked was not looked at, as the credentials are wrong, or over. */
function isCredentialFault(error: unknown): boolean {
  return /^(?:UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|InvalidAccessKeyId)/.test(
    nameOf(error),
  );
}

function credentials(said: string): string {
  return (
    `AWS does not accept the credentials of this process (${said}): where they have expired, sign in again; otherwise ` +
    "check that AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile, belong together"
  );
}

function nameOf(error: unknown): string {
  return String((error as { name?: unknown } | null)?.name ?? "");
}
