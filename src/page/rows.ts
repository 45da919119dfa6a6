import { h } from "./dom";
import type { Row } from "./row";

/** What is made at once; more would be waited for. */
const AT_FIRST = 100;
const AT_A_TIME = 200;

/** The rows in the page: those that can be seen at first at once, the others little by little. */
export class Rows {
  readonly element = h("div", { class: "rows", role: "rowgroup" });
  private rows: readonly Row[] = [];
  private made = 0;
  private pending?: ReturnType<typeof setTimeout>;

  show(rows: readonly Row[]): void {
    if (rows.length === this.rows.length && rows.every((row, i) => row === this.rows[i])) return;
    clearTimeout(this.pending);
    this.rows = rows;
    this.made = 0;
    this.element.replaceChildren();
    this.make(AT_FIRST);
  }

  /** Makes what is still to be made, for who goes to one of them. */
  finish(): void {
    clearTimeout(this.pending);
    this.make(this.rows.length);
  }

  private make(count: number): void {
    const next = this.rows.slice(this.made, this.made + count);
    this.element.append(...next.map(({ element }) => element));
    this.made += next.length;
    if (this.made < this.rows.length) this.pending = setTimeout(() => this.make(AT_A_TIME));
  }
}
