/**
 * The limits of key derivation, for synth and for the check alike. A file says itself how much work its passphrase takes,
 * and may ask for hours: the cost is added up before any of the work is begun.
 */

/**
 * Rounds that one file may ask for, in the sum: of PBKDF2, of PKCS#12's own derivation, or N·r·p of scrypt, each of
 * which takes about a third of a microsecond. A check derives once for each certificate, and the process waits for it.
 */
export const MAX_ROUNDS = 5_000_000;

/** OpenSSL gives up where scrypt would need more memory than this (RFC 7914; `maxmem` of its provider). */
export const MAX_SCRYPT_BYTES = 32 * 1024 * 1024;

/** Thrown instead of beginning the work. */
export class TooManyRounds extends Error {
  constructor(readonly rounds: number) {
    super(`its key derivations ask for ${rounds} rounds, more than the ${MAX_ROUNDS} that are tried`);
  }
}

/** One for each file. */
export class DerivationBudget {
  #spent = 0;

  /** @throws TooManyRounds */
  spend(rounds: number): void {
    this.#spent += rounds;
    if (!(this.#spent <= MAX_ROUNDS)) throw new TooManyRounds(this.#spent);
  }
}
