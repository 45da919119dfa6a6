import { framework, type Hcl, toJson, type Values } from "./hcl";

/** An IAM policy as JSON, from its statements (AWS, "IAM JSON policy elements"). */
export function policyDocument(...statements: readonly Values[]): Hcl {
  return toJson({ Version: "2012-10-17", Statement: statements });
}

/**
 * What decrypting with a customer's key takes, for what one service keeps; nothing where AWS manages the key.
 *
 * @param service the service's endpoint: the key opens nothing but what that service asks for
 */
export function decryptWith(encryptionKeyArn: string | undefined, sid: string, service: Hcl): Values[] {
  if (encryptionKeyArn === undefined) return [];
  const Condition = { StringEquals: { "kms:ViaService": service } };
  return [{ Sid: sid, Effect: "Allow", Action: "kms:Decrypt", Resource: framework(encryptionKeyArn), Condition }];
}
