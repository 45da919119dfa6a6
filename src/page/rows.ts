import { h, whenIdle } from "./dom";
import type { Row } from "./row";

/** What is made at once; more would be waited for. */
const AT_FIRST = 100;
const AT_A_TIME = 100;

/** The rows in the page: those that can be seen at first at once, the others while nobody waits for anything else. */
export class Rows {
  readonly element = h("div", { class: "rows", role: "rowgroup" });
  private rows: readonly Row[] = [];
  private made = 0;

  constructor() {
    addEventListener("beforeprint", () => this.finish());
  }

  show(rows: readonly Row[]): void {
    if (rows.length === this.rows.length && rows.every((row, i) => row === this.rows[i])) return;
    this.rows = rows;
    this.made = 0;
    this.element.replaceChildren();
    this.make(AT_FIRST);
  }

  /** Makes what is still to be made, for who goes to one of them. */
  finish(): void {
    this.make(this.rows.length);
  }

  private make(count: number): void {
    const { rows } = this;
    const next = rows.slice(this.made, this.made + count);
    this.element.append(...next.map(({ element }) => element));
    this.made += next.length;
    if (this.made === rows.length) return;
    whenIdle(() => {
      if (this.rows === rows) this.make(AT_A_TIME);
    });
  }
}
