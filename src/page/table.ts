import type { CertificateRow } from "../inventory/certificate-row";
import { type Status, validityAt } from "../inventory/status";
import { h } from "./dom";
import { rowElement } from "./row";
import { position, type Scale, scaleOf, ticks } from "./scale";

const COLUMNS = [
  { name: "host", title: "Host and subject" },
  { name: "notBefore", title: "Valid from" },
  { name: "notAfter", title: "Valid until" },
  { name: "key", title: "Key" },
  { name: "declaration", title: "Declared by" },
] as const;

type SortKey = (typeof COLUMNS)[number]["name"];

/** The certificates with their time, sortable by each column and filtered by text and status. */
export class CertificateTable {
  readonly element: HTMLElement;
  private readonly body = h("div", { class: "rows", role: "rowgroup" });
  private readonly nothing = h("p", { class: "nothing", hidden: true }, "No certificate matches this filter.");
  private readonly buttons = new Map<SortKey, HTMLElement>();
  private readonly rows: readonly {
    readonly row: CertificateRow;
    readonly element: HTMLElement;
    readonly text: string;
  }[];
  private sorted: { key: SortKey; descending: boolean } = { key: "notAfter", descending: false };
  private text = "";
  private status?: Status;

  constructor(
    certificates: readonly CertificateRow[],
    private readonly now: Date,
  ) {
    const scale = scaleOf(certificates, now.getTime());
    this.rows = certificates.map((row) => ({
      row,
      element: rowElement(row, scale, now),
      text: [row.host, row.subject, row.issuer, row.declaration].join(" ").toLowerCase(),
    }));
    const header = h(
      "div",
      { class: "header line", role: "row" },
      ...COLUMNS.map((column) => this.headerCell(column, scale)),
    );
    this.element = h("div", { class: "table", role: "table", "--today": position(scale, now.getTime()).toFixed(5) });
    this.element.append(header, this.body, this.nothing);
    this.sort();
  }

  filterByText(text: string): void {
    this.text = text.trim().toLowerCase();
    this.filter();
  }

  filterByStatus(status: Status | undefined): void {
    this.status = status;
    this.filter();
  }

  private headerCell({ name, title }: (typeof COLUMNS)[number], scale: Scale): HTMLElement {
    const button = h("button", { type: "button", onclick: () => this.sortBy(name) }, title);
    const cell = h("div", { role: "columnheader", class: name === "notBefore" ? "time axis" : "" }, button);
    if (name === "notBefore") cell.append(...axis(scale));
    this.buttons.set(name, cell);
    return cell;
  }

  private sortBy(key: SortKey): void {
    this.sorted = { key, descending: this.sorted.key === key && !this.sorted.descending };
    this.sort();
  }

  private sort(): void {
    const { key, descending } = this.sorted;
    const sign = descending ? -1 : 1;
    const sorted = [...this.rows].sort((a, b) => sign * compare(a.row[key], b.row[key]));
    this.body.append(...sorted.map(({ element }) => element));
    for (const [name, cell] of this.buttons) {
      const order = descending ? "descending" : "ascending";
      cell.setAttribute("aria-sort", name === key ? order : "none");
    }
  }

  private filter(): void {
    let shown = 0;
    for (const { row, element, text } of this.rows) {
      const statusFits = this.status === undefined || validityAt(row, this.now).status === this.status;
      element.hidden = !(statusFits && text.includes(this.text));
      if (!element.hidden) shown++;
    }
    this.nothing.hidden = shown > 0;
  }
}

function axis(scale: Scale): HTMLElement[] {
  return [
    ...ticks(scale).map(({ at, label }) => h("span", { class: "tick", "--at": at.toFixed(5) }, label)),
    h("span", { class: "today" }, "today"),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
