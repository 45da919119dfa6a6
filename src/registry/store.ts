import type { Registration } from "../wire/registration";

/** An item of the table that is no registration this release can read. */
export interface UnreadableItem {
  /** Its keys, as far as they can be read. */
  readonly pk: string;
  readonly sk: string;
  /** Its host pattern; undefined where that is what cannot be read, so that it may be for any host of its key. */
  readonly host?: string;
  /** What is wrong with it. */
  readonly problem: string;
}

export interface ReadOptions {
  /** Ends the read: how long it may take is for its caller to say. @default - it may take for ever */
  readonly signal?: AbortSignal;
  /** Passes over what has a host pattern that is not meant; it need not be read any further. @default - all is meant */
  readonly only?: (pattern: string) => boolean;
  /** Whether what was written a moment ago must be seen. @default false */
  readonly fresh?: boolean;
}

/** Where registrations are looked up. */
export interface RegistrationStore<T extends Registration = Registration> {
  /**
   * Hands over all that is filed under these keys (see `lookupKeys`) as it arrives, in no order; nothing is kept.
   *
   * @throws ClientCertificateError `registry-unreachable`: what was handed over before is not all
   */
  find(
    keys: readonly string[],
    found: (entry: T | UnreadableItem) => void,
    options?: ReadOptions,
  ): Promise<void> | void;
}

export function isUnreadable(entry: Registration | UnreadableItem): entry is UnreadableItem {
  return "problem" in entry;
}
