import type { InventoryOverlap } from "../inventory/inventory";
import { grouped, h } from "./dom";

/** More than this are shown on demand. */
const FIRST = 50;

/** Which certificates overlap, and who wins. */
export function showOverlaps(section: HTMLElement, overlaps: readonly InventoryOverlap[]): void {
  if (overlaps.length === 0) {
    section.append(h("p", {}, "No two certificates match the same host."));
    return;
  }
  const list = h("ul", {}, ...overlaps.slice(0, FIRST).map(item));
  section.append(list);
  if (overlaps.length > FIRST) {
    const more = h("button", { type: "button", class: "more" }, `Show all ${grouped(overlaps.length)}`);
    more.addEventListener("click", () => {
      list.append(...overlaps.slice(FIRST).map(item));
      more.remove();
    });
    section.append(more);
  }
}

function item({ decided, explanation }: InventoryOverlap): HTMLElement {
  const mark = decided ? "settled" : "open";
  const title = decided ? "The code or the registry decides it" : "It depends on which is deployed first";
  return h("li", {}, h("span", { class: `mark ${mark}`, title }, mark), h("span", {}, explanation));
}
