import { HostIndex } from "../host/host-index";
import { type Rankable, type Ranked, rank, winner } from "../host/rank";

/** Which of many certificates a host gets, at the cost of the few that are filed near it: as the registry finds them. */
export class Winners<T extends Rankable> {
  private readonly index: HostIndex<T>;

  constructor(certificates: readonly T[]) {
    this.index = new HostIndex(certificates);
  }

  /** @param host normalised */
  winner(host: string): T | undefined {
    return winner(host, this.index.candidates(host));
  }

  /** Every candidate with its rank and the reason, best first. */
  explain(host: string): Ranked<T>[] {
    return rank(host, this.index.candidates(host));
  }
}
