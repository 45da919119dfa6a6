import type { CertificateRow } from "../inventory/certificate-row";
import type { Status } from "../inventory/status";
import { button, grouped, h } from "./dom";
import { ArrowKeys } from "./keys";
import { Row } from "./row";
import { Rows } from "./rows";
import { position, type Scale, scaleOf, ticks } from "./scale";
import type { PageState, SortKey } from "./state";

const COLUMNS: readonly { name: SortKey; title: string }[] = [
  { name: "host", title: "Host and subject" },
  { name: "notBefore", title: "Valid from" },
  { name: "notAfter", title: "Valid until" },
  { name: "key", title: "Key" },
  { name: "declaration", title: "Declared by" },
];

export type View = Pick<PageState, "filter" | "status" | "sort" | "descending" | "open">;

/** The certificates with their time, sortable by each column and filtered by text and status. */
export class CertificateTable {
  readonly element: HTMLElement;
  /** `12 of 2,000 shown`. */
  readonly count = h("span", { class: "count", role: "status" });
  private readonly body = new Rows();
  private readonly nothing = h("p", { class: "nothing", hidden: true }, "No certificate matches this filter.");
  private readonly headers = new Map<SortKey, HTMLElement>();
  private readonly keys = new ArrowKeys(this.body, (row, open) => this.toggle(row, open));
  private rows: readonly Row[];
  private shownRows: readonly Row[] = [];

  constructor(
    certificates: readonly CertificateRow[],
    now: Date,
    private readonly onChange: (view: Partial<View>) => void,
  ) {
    const scale = scaleOf(certificates, now.getTime());
    this.rows = certificates.map((row) => new Row(row, scale, now, (it) => this.toggle(it, !it.isOpen)));
    const header = h("div", { class: "header line", role: "row" }, ...COLUMNS.map((it) => this.headerCell(it, scale)));
    this.element = h("div", {
      class: "table",
      role: "table",
      "aria-label": "Certificates",
      "--today": position(scale, now.getTime()).toFixed(5),
    });
    this.element.append(h("div", { role: "rowgroup", class: "head" }, header), this.body.element);
  }

  /** The message for a filter that leaves nothing, which is not of the table. */
  get notice(): HTMLElement {
    return this.nothing;
  }

  /** Of each certificate. */
  get statuses(): readonly Status[] {
    return this.rows.map(({ status }) => status);
  }

  get shown(): readonly CertificateRow[] {
    return this.shownRows.map(({ certificate }) => certificate);
  }

  show({ filter, status, sort, descending, open }: View): void {
    this.sort(sort, descending);
    const wanted = filter.trim().toLowerCase();
    const shown = this.rows.filter(
      (row) => (status === undefined || row.status === status) && (wanted === "" || row.text.includes(wanted)),
    );
    const opened = new Set(open);
    for (const row of this.rows) row.isOpen = opened.has(row.certificate.declaration);
    this.shownRows = shown;
    this.body.show(shown);
    this.keys.setRows(shown);
    this.nothing.hidden = shown.length > 0;
    this.count.textContent = `${grouped(shown.length)} of ${grouped(this.rows.length)} shown`;
  }

  /** Brings the first row that is open into view, for who followed a link to it. */
  reveal(): void {
    const row = this.shownRows.find(({ isOpen }) => isOpen);
    if (!row) return;
    if (!row.element.isConnected) this.body.finish();
    const scroll = () => row.element.scrollIntoView({ block: "center" });
    scroll();
    // Where it stands is known once the rows around it are laid out.
    requestAnimationFrame(scroll);
  }

  private toggle(row: Row, open: boolean): void {
    row.isOpen = open;
    this.keys.reach(row);
    this.onChange({ open: this.rows.filter((it) => it.isOpen).map((it) => it.certificate.declaration) });
  }

  private headerCell({ name, title }: (typeof COLUMNS)[number], scale: Scale): HTMLElement {
    const sort = () => {
      const isAscending = this.headers.get(name)!.getAttribute("aria-sort") === "ascending";
      this.onChange({ sort: name, descending: isAscending });
    };
    const cell = h(
      "div",
      { role: "columnheader", class: name === "notBefore" ? "time axis" : "" },
      button(title, sort),
    );
    if (name === "notBefore") cell.append(...axis(scale));
    this.headers.set(name, cell);
    return cell;
  }

  private sort(key: SortKey, descending: boolean): void {
    const order = descending ? "descending" : "ascending";
    if (this.headers.get(key)!.getAttribute("aria-sort") === order) return;
    const sign = descending ? -1 : 1;
    this.rows = [...this.rows].sort((a, b) => sign * compare(a.certificate[key], b.certificate[key]));
    for (const [name, cell] of this.headers) cell.setAttribute("aria-sort", name === key ? order : "none");
  }
}

function axis(scale: Scale): HTMLElement[] {
  return [
    ...ticks(scale).map(({ at, label }) =>
      h("span", { class: /^\d+$/.test(label) ? "tick year" : "tick", "--at": at.toFixed(5) }, label),
    ),
    h("span", { class: "today" }, "today"),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
