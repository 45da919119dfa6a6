import type { CertificateRow } from "../inventory/certificate-row";
import { toCsv } from "../inventory/csv";
import { makeInventory } from "../inventory/inventory";
import { toJson } from "../inventory/json";
import { button, h } from "./dom";

/** Buttons that hand out what is shown as files: for a spreadsheet, and as `inventory --format json` writes it. */
export function exportButtons(registry: string, shown: () => readonly CertificateRow[]): HTMLElement[] {
  return [
    button("CSV", () => download(`${registry}.csv`, "text/csv", toCsv(shown())), {
      class: "small",
      "aria-label": "Download what is shown as CSV",
    }),
    button("JSON", () => download(`${registry}.json`, "application/json", toJson(makeInventory(registry, shown()))), {
      class: "small",
      "aria-label": "Download what is shown as JSON",
    }),
  ];
}

function download(name: string, type: string, content: string): void {
  const href = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href, download: name.replace(/[^\w.-]/g, "_") }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
