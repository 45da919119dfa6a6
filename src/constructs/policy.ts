import { framework, type Hcl, toJson, type Values } from "./hcl";

/** An IAM policy as JSON, from its statements (AWS, "IAM JSON policy elements"). */
export function policyDocument(...statements: readonly Values[]): Hcl {
  return toJson({ Version: "2012-10-17", Statement: statements });
}

/** What decrypting with a customer's key takes; nothing where AWS manages the key. */
export function decryptWith(encryptionKeyArn: string | undefined, sid: string): Values[] {
  return encryptionKeyArn === undefined
    ? []
    : [{ Sid: sid, Effect: "Allow", Action: "kms:Decrypt", Resource: framework(encryptionKeyArn) }];
}
