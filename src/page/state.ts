import type { Status } from "../inventory/status";

export const SORT_KEYS = ["host", "notBefore", "notAfter", "key", "declaration"] as const;

export type SortKey = (typeof SORT_KEYS)[number];

const STATUSES: readonly Status[] = ["expired", "soon", "valid", "not-yet"];

/** What is looked at: it is all in the address, so that a link shows the same. */
export interface PageState {
  /** The text by which the table is filtered. */
  readonly filter: string;
  readonly status?: Status;
  /** The host that is asked for. */
  readonly host: string;
  /** The declarations whose facts are shown. */
  readonly open: readonly string[];
  readonly sort: SortKey;
  readonly descending: boolean;
}

const USUAL: PageState = { filter: "", host: "", open: [], sort: "notAfter", descending: false };

/** @param hash as `location.hash`; what it does not say, or says wrongly, is as usual */
export function readState(hash: string): PageState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const sort = parameters.get("sort") ?? "";
  return {
    filter: parameters.get("filter") ?? "",
    status: STATUSES.find((one) => one === parameters.get("status")),
    host: parameters.get("host") ?? "",
    open: parameters.getAll("open"),
    sort: SORT_KEYS.find((one) => one === sort.replace(/^-/, "")) ?? USUAL.sort,
    descending: sort.startsWith("-"),
  };
}

/** The same as an address's fragment; `#` alone where all is as usual. */
export function writeState({ filter, status, host, open, sort, descending }: PageState): string {
  const parameters = new URLSearchParams();
  if (filter !== "") parameters.set("filter", filter);
  if (status) parameters.set("status", status);
  if (host !== "") parameters.set("host", host);
  if (sort !== USUAL.sort || descending) parameters.set("sort", `${descending ? "-" : ""}${sort}`);
  for (const one of open) parameters.append("open", one);
  return `#${parameters}`;
}
