/** When and from where an inventory was taken. */
export interface Taken {
  /** ISO 8601, UTC, to the second. */
  readonly at: string;
  /** In words: `cdktf.out`, `registry client-certificates in eu-central-1`. */
  readonly from: string;
}
