// The script of the inventory's page: scripts/build.mjs bundles it, `toHtml` writes it into the page.
import { overlapsOf } from "../inventory/inventory";
import type { Taken } from "../inventory/taken";
import { daysBetween } from "../moment";
import { copyButton } from "./copy";
import { readData } from "./data";
import { h, whenIdle } from "./dom";
import { exportButtons } from "./export";
import { showOverlaps } from "./overlaps";
import { Overview } from "./overview";
import { Search } from "./search";
import { type PageState, readState, writeState } from "./state";
import { CertificateTable } from "./table";

const { registry, certificates, taken } = readData(document.getElementById("inventory")!.textContent!);
const now = new Date();
const overlapSection = h("section", { class: "overlaps card" }, h("h2", {}, "Overlaps"));
let state = readState(location.hash);

const table = new CertificateTable(certificates, now, change);
const overview = new Overview(table.statuses, (status) => change({ status }));
const search = new Search(certificates, now, (host) => change({ host }));
const FILTER = "Filter by host, subject, issuer, declaration or fingerprint";
const filter = h("input", {
  type: "search",
  id: "filter",
  placeholder: "Host, subject, declaration, fingerprint …",
  "aria-label": FILTER,
  oninput: () => change({ filter: filter.value }),
});

document.getElementById("page")!.replaceChildren(
  h("header", {}, h("p", {}, "Client certificates"), h("h1", {}, registry), source(taken)),
  overview.element,
  search.element,
  h(
    "section",
    { class: "card inventory" },
    h("div", { class: "bar-of-tools" }, h("h2", {}, "Validity"), legend(), filter),
    h(
      "div",
      { class: "bar-of-tools" },
      table.count,
      h("span", { class: "hint" }, "Arrow keys go from row to row, and open and close one."),
      ...exportButtons(registry, () => table.shown),
      copyButton("Copy link", "Copy link to what is shown", () => location.href),
    ),
    table.element,
    table.notice,
  ),
  overlapSection,
);
show();
if (state.open.length > 0) history.scrollRestoration = "manual";
table.reveal();
// Among thousands that takes a while, and it is at the end of the page.
whenIdle(() => showOverlaps(overlapSection, overlapsOf(certificates)));
addEventListener("hashchange", () => {
  state = readState(location.hash);
  show();
  table.reveal();
});

function change(part: Partial<PageState>): void {
  state = { ...state, ...part };
  history.replaceState(null, "", writeState(state));
  show();
}

function show(): void {
  if (filter.value !== state.filter) filter.value = state.filter;
  overview.show(state.status);
  search.show(state.host);
  table.show(state);
}

function source({ at, from }: Taken): HTMLElement {
  const days = daysBetween(new Date(at), now);
  const age = days < 1 ? "" : days === 1 ? ", 1 day ago" : `, ${days} days ago`;
  const when = h("time", { datetime: at }, `${at.slice(0, 16).replace("T", " ")} UTC`);
  const today = now.toISOString().slice(0, 10);
  return h(
    "p",
    { class: "taken" },
    "Taken on ",
    when,
    `${age}, from `,
    h("code", {}, from),
    `. Days are counted from ${today}.`,
  );
}

function legend(): HTMLElement {
  const entries = { expired: "expired", soon: "ends soon", valid: "valid", "not-yet": "not yet" };
  return h(
    "div",
    { class: "legend", "aria-hidden": "true" },
    ...Object.entries(entries).map(([status, title]) => h("span", {}, h("i", { class: `bar ${status}` }), title)),
  );
}
