import type { CertificateRow } from "../inventory/certificate-row";
import { type Status, type Validity, validityAt } from "../inventory/status";
import { openWarnings, warningText } from "../inventory/warnings";
import { h } from "./dom";
import { facts } from "./facts";
import { barOf, type Scale } from "./scale";

/** A certificate's line in the table; it and its facts are made when they are first asked for. */
export class Row {
  private readonly validity: Validity;
  private made?: { readonly element: HTMLElement; readonly toggle: HTMLButtonElement };
  private details?: HTMLElement;
  private searched?: string;

  constructor(
    readonly certificate: CertificateRow,
    private readonly scale: Scale,
    now: Date,
    private readonly onToggle: (row: Row) => void,
  ) {
    this.validity = validityAt(certificate, now);
  }

  get status(): Status {
    return this.validity.status;
  }

  /** What the filter looks at. */
  get text(): string {
    this.searched ??= textOf(this.certificate);
    return this.searched;
  }

  get element(): HTMLElement {
    this.made ??= this.make();
    return this.made.element;
  }

  private get toggle(): HTMLButtonElement {
    this.made ??= this.make();
    return this.made.toggle;
  }

  private make(): { element: HTMLElement; toggle: HTMLButtonElement } {
    const { certificate, scale } = this;
    const { host, subject, declaration } = certificate;
    const { status, words } = this.validity;
    const toggle = h("button", {
      type: "button",
      class: "toggle",
      "aria-expanded": "false",
      "aria-label": `All facts of ${host}`,
      tabindex: -1,
    });
    const line = h(
      "div",
      { class: "line", role: "row" },
      h("div", { role: "cell", class: "host" }, toggle, h("code", {}, host), h("small", {}, subject)),
      h("div", { role: "cell", class: "time" }, barElement(certificate, scale, status, words)),
      h(
        "div",
        { role: "cell", class: "until" },
        certificate.notAfter.slice(0, 10),
        statusElement(words),
        ...openWarnings(certificate).map(({ code }) => h("small", { class: "warning" }, `warning: ${code}`)),
      ),
      h("div", { role: "cell", class: "key" }, certificate.key),
      h("div", { role: "cell", class: "declaration" }, declaration),
    );
    const element = h("div", { class: `certificate ${status}`, "data-host": host }, line);
    line.addEventListener("click", (event) => {
      const selecting = (getSelection()?.toString() ?? "") !== "";
      if (event.target === toggle || !selecting) this.onToggle(this);
    });
    return { element, toggle };
  }

  get isOpen(): boolean {
    return this.details !== undefined;
  }

  set isOpen(open: boolean) {
    if (open === this.isOpen) return;
    this.details?.remove();
    // A row of its own: in a table there is nothing else.
    this.details = open
      ? h("div", { role: "row" }, h("div", { role: "cell", "aria-colspan": 5 }, facts(this.certificate)))
      : undefined;
    if (this.details) this.element.append(this.details);
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  /** Of all rows one alone is reached by the tabulator key; from there the arrows go on. */
  set isReached(reached: boolean) {
    this.toggle.tabIndex = reached ? 0 : -1;
  }

  /** Whether an event was of its button. */
  has(target: EventTarget | null): boolean {
    return this.made !== undefined && this.made.toggle === target;
  }

  focus(): void {
    this.toggle.focus();
  }
}

function textOf(certificate: CertificateRow): string {
  const { host, subject, issuer, declaration, fingerprint256, serialNumber } = certificate;
  const warnings = (certificate.warnings ?? []).map(warningText);
  const bare = fingerprint256.replaceAll(":", "");
  return [host, subject, issuer, declaration, serialNumber, fingerprint256, bare, ...warnings].join(" ").toLowerCase();
}

function statusElement(words: string): HTMLElement {
  return h("small", { class: "status" }, words);
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
