import type { InventoryOverlap } from "../inventory/inventory";
import { h } from "./dom";

/** More than this are shown on demand. */
const FIRST = 50;

/** Which certificates overlap, and who wins. */
export function overlapSection(overlaps: readonly InventoryOverlap[]): HTMLElement {
  const section = h("section", { class: "overlaps card" }, h("h2", {}, "Overlaps"));
  if (overlaps.length === 0) {
    section.append(h("p", {}, "No two certificates match the same host."));
    return section;
  }
  const list = h("ul", {}, ...overlaps.slice(0, FIRST).map(item));
  section.append(list);
  if (overlaps.length > FIRST) {
    const more = h("button", { type: "button", class: "more" }, `Show all ${overlaps.length}`);
    more.addEventListener("click", () => {
      list.append(...overlaps.slice(FIRST).map(item));
      more.remove();
    });
    section.append(more);
  }
  return section;
}

function item({ decided, explanation }: InventoryOverlap): HTMLElement {
  const mark = decided ? "settled" : "open";
  const title = decided ? "The code or the registry decides it" : "It depends on which is deployed first";
  return h("li", {}, h("span", { class: `mark ${mark}`, title }, mark), h("span", {}, explanation));
}
