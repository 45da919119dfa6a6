/** Why a private key cannot be used. The message has no word of the key and none of the passphrase. */
export class KeyUnusable extends Error {
  constructor(
    readonly reason: "passphrase" | "key",
    message: string,
  ) {
    super(message);
  }
}
