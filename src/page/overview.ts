import type { CertificateRow } from "../inventory/certificate-row";
import { type Status, validityAt } from "../inventory/status";
import { SOON_DAYS } from "../moment";
import { h } from "./dom";

const TILES: readonly { status?: Status; title: string }[] = [
  { title: "certificates" },
  { status: "expired", title: "expired" },
  { status: "soon", title: `end within ${SOON_DAYS} days` },
  { status: "valid", title: "valid for longer" },
  { status: "not-yet", title: "not valid yet" },
];

/** How many certificates are in which state; each number filters the table by it. */
export function overview(
  certificates: readonly CertificateRow[],
  now: Date,
  onFilter: (status: Status | undefined) => void,
): HTMLElement {
  const statuses = certificates.map((row) => validityAt(row, now).status);
  const tiles = TILES.map(({ status, title }) => {
    const count = status === undefined ? statuses.length : statuses.filter((it) => it === status).length;
    const pressed = String(status === undefined);
    const tile = h(
      "button",
      { type: "button", class: `tile ${status ?? "all"}`, "aria-pressed": pressed, disabled: status && count === 0 },
      h("b", {}, String(count)),
      h("span", {}, title),
    );
    tile.addEventListener("click", () => {
      for (const other of tiles) other.setAttribute("aria-pressed", String(other === tile));
      onFilter(status);
    });
    return tile;
  });
  return h("div", { class: "tiles", role: "group", "aria-label": "Show" }, ...tiles);
}
