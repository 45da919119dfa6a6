import { kindOf, misuse } from "./misuse";
import { isToken } from "./terraform";

/** No wildcard (`*`, `?`) and no variable (`${…}`): in a policy it would stand for more than one resource. */
const ARN = /^arn:[\w:/+=,.@-]+$/;

/** AWS, Secrets Manager API reference, CreateSecret. */
const SECRET_NAME = /^[\w/+=.@-]{1,512}$/;

/**
 * An ARN that is given as a text, or a token of another resource's.
 *
 * @param what e.g. `encryptionKeyArn`
 * @throws ClientCertificateError `invalid-argument`
 */
export function checkArn(what: string, arn: string, example: string): string {
  if (isToken(arn) || (typeof arn === "string" && ARN.test(arn))) return arn;
  const given = typeof arn === "string" ? JSON.stringify(arn) : kindOf(arn);
  misuse(`${what} is ${given}, which is no ARN of one resource: write it out, e.g. ${example}`);
}

/** A key's own ARN: in a policy AWS does not follow an alias (AWS KMS, "Using IAM policies", "Resource"). */
export function checkKeyArn(arn: string): string {
  const example = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  if (/:alias\//.test(arn)) {
    misuse(
      `encryptionKeyArn is the alias ${JSON.stringify(arn)}, which no policy can grant: name the key itself, e.g. ${example}`,
    );
  }
  return checkArn("encryptionKeyArn", arn, example);
}

/** The name or the ARN of one secret. */
export function checkSecret(secret: string): string {
  if (SECRET_NAME.test(secret) || ARN.test(secret)) return secret;
  misuse(
    `${JSON.stringify(secret)} cannot name a secret: write its name (letters, digits and /_+=.@-), or its ARN, without wildcards`,
  );
}
