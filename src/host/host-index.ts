import { indexKey, lookupKeys } from "./host-pattern";

/** Things that are declared for a host pattern, filed as the registry files them: a lookup does not grow with their number. */
export class HostIndex<T extends { readonly host: string }> {
  private readonly filed = new Map<string, T[]>();

  constructor(all: readonly T[]) {
    for (const one of all) {
      const key = indexKey(one.host);
      const others = this.filed.get(key);
      if (others) others.push(one);
      else this.filed.set(key, [one]);
    }
  }

  /** What is filed under any of these keys. */
  under(keys: readonly string[]): T[] {
    return keys.flatMap((key) => this.filed.get(key) ?? []);
  }

  /** Everything that can match a normalised host. */
  candidates(host: string): T[] {
    return this.under(lookupKeys(host));
  }
}
