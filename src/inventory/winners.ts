import { indexKey, lookupKeys } from "../host/host-pattern";
import { type Rankable, type Ranked, rank, winner } from "../host/rank";

/** Which of many certificates a host gets, at the cost of the few that are filed near it: as the registry finds them. */
export class Winners<T extends Rankable> {
  private readonly index = new Map<string, T[]>();

  constructor(certificates: readonly T[]) {
    for (const certificate of certificates) {
      const key = indexKey(certificate.host);
      const filed = this.index.get(key);
      if (filed) filed.push(certificate);
      else this.index.set(key, [certificate]);
    }
  }

  /** @param host normalised */
  winner(host: string): T | undefined {
    return winner(host, this.candidates(host));
  }

  /** Every candidate with its rank and the reason, best first. */
  explain(host: string): Ranked<T>[] {
    return rank(host, this.candidates(host));
  }

  private candidates(host: string): T[] {
    return lookupKeys(host).flatMap((key) => this.index.get(key) ?? []);
  }
}
