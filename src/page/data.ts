import type { CertificateRow } from "../inventory/certificate-row";
import { readRows } from "../inventory/json";
import type { Taken } from "../inventory/taken";
import { Fields, moment, Place, text } from "../wire/fields";

/** What the page shows. */
export interface PageData {
  readonly registry: string;
  /** In the order in which they were added. */
  readonly certificates: readonly CertificateRow[];
  readonly taken: Taken;
}

/** As `toHtml` wrote it. */
export function readData(json: string): PageData {
  const value: unknown = JSON.parse(json);
  const place = new Place({ name: "the data of this page", code: "invalid-argument", fix: "Write the page anew" });
  const taken = Fields.of(value, place).read("taken", (it, at) => Fields.of(it, at));
  return {
    ...readRows(value, "the data of this page"),
    taken: { at: taken.read("at", moment), from: taken.read("from", text) },
  };
}
