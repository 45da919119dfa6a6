// The script of the inventory's page: scripts/build.mjs bundles it, `toHtml` writes it into the page.
import type { Inventory } from "../inventory/inventory";
import { h } from "./dom";
import { overlapSection } from "./overlaps";
import { overview } from "./overview";
import { search } from "./search";
import { CertificateTable } from "./table";

const { registry, certificates, overlaps } = JSON.parse(
  document.getElementById("inventory")!.textContent!,
) as Inventory;
const now = new Date();
const table = new CertificateTable(certificates, now);

const filter = h("input", {
  type: "search",
  id: "filter",
  placeholder: "Filter by host, subject or declaration",
  "aria-label": "Filter by host, subject or declaration",
  oninput: () => table.filterByText(filter.value),
});

document.getElementById("page")!.replaceChildren(
  h(
    "header",
    {},
    h("p", {}, "Client certificates"),
    h("h1", {}, registry),
    h("time", {}, `as of ${now.toISOString().slice(0, 10)}`),
  ),
  overview(certificates, now, (status) => table.filterByStatus(status)),
  search(certificates, now),
  h(
    "section",
    { class: "card inventory" },
    h("div", { class: "bar-of-tools" }, h("h2", {}, "Validity"), legend(), filter),
    table.element,
  ),
  overlapSection(overlaps),
);

function legend(): HTMLElement {
  const entries = { expired: "expired", soon: "ends soon", valid: "valid", "not-yet": "not yet" };
  return h(
    "div",
    { class: "legend", "aria-hidden": "true" },
    ...Object.entries(entries).map(([status, title]) => h("span", {}, h("i", { class: `bar ${status}` }), title)),
  );
}
