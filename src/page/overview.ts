import type { Status } from "../inventory/status";
import { SOON_DAYS } from "../moment";
import { button, grouped, h } from "./dom";

const TILES: readonly { status?: Status; title: string }[] = [
  { title: "certificates" },
  { status: "expired", title: "expired" },
  { status: "soon", title: `end within ${SOON_DAYS} days` },
  { status: "valid", title: "valid for longer" },
  { status: "not-yet", title: "not valid yet" },
];

/** How many certificates are in which state; each number filters the table by it. */
export class Overview {
  readonly element: HTMLElement;
  private readonly tiles: readonly { readonly status?: Status; readonly element: HTMLElement }[];

  constructor(statuses: readonly Status[], onFilter: (status: Status | undefined) => void) {
    this.tiles = TILES.map(({ status, title }) => {
      const count = status === undefined ? statuses.length : statuses.filter((it) => it === status).length;
      const element = button("", () => onFilter(status), {
        class: `tile ${status ?? "all"}`,
        disabled: status !== undefined && count === 0,
      });
      element.append(h("b", {}, grouped(count)), h("span", {}, count === 1 && !status ? "certificate" : title));
      return { status, element };
    });
    this.element = h(
      "div",
      { class: "tiles", role: "group", "aria-label": "Show" },
      ...this.tiles.map((it) => it.element),
    );
  }

  show(status: Status | undefined): void {
    for (const tile of this.tiles) tile.element.setAttribute("aria-pressed", String(tile.status === status));
  }
}
