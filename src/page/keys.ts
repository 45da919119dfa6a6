import type { Row } from "./row";
import type { Rows } from "./rows";

/**
 * Arrow keys in the table: up and down, Home and End go from row to row, right opens one and left closes it. The table is
 * one stop of the tabulator key, however long it is.
 */
export class ArrowKeys {
  private rows: readonly Row[] = [];
  private reached?: Row;

  constructor(
    private readonly body: Rows,
    private readonly toggle: (row: Row, open: boolean) => void,
  ) {
    body.element.addEventListener("keydown", (event) => this.press(event));
  }

  /** @param rows those that are shown, in their order */
  setRows(rows: readonly Row[]): void {
    this.rows = rows;
    const first = rows[0];
    if (first && (!this.reached || !rows.includes(this.reached))) this.reach(first);
  }

  reach(row: Row): void {
    if (this.reached) this.reached.isReached = false;
    this.reached = row;
    row.isReached = true;
  }

  private press(event: KeyboardEvent): void {
    const at = this.rows.findIndex((one) => one.has(event.target));
    const row = this.rows[at];
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!row || !isPlain) return;
    const last = this.rows.length - 1;
    const steps: Partial<Record<string, () => void>> = {
      ArrowDown: () => this.go(Math.min(at + 1, last)),
      ArrowUp: () => this.go(Math.max(at - 1, 0)),
      Home: () => this.go(0),
      End: () => this.go(last),
      ArrowRight: () => this.toggle(row, true),
      ArrowLeft: () => this.toggle(row, false),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }

  private go(to: number): void {
    const row = this.rows[to]!;
    if (!row.element.isConnected) this.body.finish();
    this.reach(row);
    row.focus();
  }
}
