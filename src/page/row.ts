import type { CertificateRow } from "../inventory/certificate-row";
import { validityAt } from "../inventory/status";
import { h } from "./dom";
import { facts } from "./facts";
import { barOf, type Scale } from "./scale";

/** A certificate's line in the table; its facts are made when they are first asked for. */
export function rowElement(row: CertificateRow, scale: Scale, now: Date): HTMLElement {
  const { status, words } = validityAt(row, now);
  const toggle = h("button", { type: "button", class: "toggle", "aria-expanded": "false", onclick: () => open() }, "");
  toggle.setAttribute("aria-label", `All facts of ${row.host}`);
  const line = h(
    "div",
    { class: "line", role: "row" },
    h("div", { role: "cell", class: "host" }, toggle, h("code", {}, row.host), h("small", {}, row.subject)),
    h("div", { role: "cell", class: "time" }, barElement(row, scale, status, words)),
    h("div", { role: "cell", class: "until" }, row.notAfter.slice(0, 10), h("small", { class: "status" }, words)),
    h("div", { role: "cell", class: "key" }, row.key),
    h("div", { role: "cell", class: "declaration" }, row.declaration),
  );
  const element = h("div", { class: `certificate ${status}`, "data-host": row.host }, line);
  const open = () => {
    const details = element.querySelector(".facts");
    if (details) details.remove();
    else element.append(facts(row));
    toggle.setAttribute("aria-expanded", String(!details));
  };
  line.addEventListener("click", (event) => {
    const selecting = (getSelection()?.toString() ?? "") !== "";
    if (event.target !== toggle && !selecting) open();
  });
  return element;
}

function barElement(row: CertificateRow, scale: Scale, status: string, words: string): HTMLElement {
  const bar = barOf(scale, row);
  const ends = [...(bar.beginsBefore ? ["begins-before"] : []), ...(bar.endsAfter ? ["ends-after"] : [])];
  const text = `${row.notBefore.slice(0, 10)} to ${row.notAfter.slice(0, 10)}, ${words}`;
  return h("div", {
    class: ["bar", status, ...ends].join(" "),
    role: "img",
    "aria-label": text,
    title: text,
    "--from": bar.from.toFixed(5),
    "--to": bar.to.toFixed(5),
  });
}
