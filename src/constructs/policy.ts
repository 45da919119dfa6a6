/** A statement of an IAM policy (AWS, "IAM JSON policy elements"). */
export type Statement = Readonly<Record<string, unknown>>;

/** An IAM policy as JSON. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** What decrypting with a customer's key takes; nothing where AWS manages the key. */
export function decryptWith(encryptionKeyArn: string | undefined, sid: string): Statement[] {
  return encryptionKeyArn === undefined
    ? []
    : [{ Sid: sid, Effect: "Allow", Action: "kms:Decrypt", Resource: encryptionKeyArn }];
}
