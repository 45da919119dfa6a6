import { messageOf } from "../errors";
import { hostOf } from "../host/host-name";
import type { Ranked } from "../host/rank";
import type { CertificateRow } from "../inventory/certificate-row";
import { validityAt } from "../inventory/status";
import { Winners } from "../inventory/winners";
import { h } from "./dom";

/** "Which certificate does this host get?", answered by the matcher that the registry uses. */
export class Search {
  readonly element: HTMLElement;
  private winners?: Winners<CertificateRow>;
  private readonly answer = h("div", { class: "answer", id: "answer", "aria-live": "polite" });
  private readonly input: HTMLInputElement;
  private shown = "";

  constructor(
    private readonly certificates: readonly CertificateRow[],
    private readonly now: Date,
    onAsk: (host: string) => void,
  ) {
    this.input = h("input", {
      type: "search",
      id: "host",
      placeholder: "www.acme.com or https://www.acme.com/health",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => onAsk(this.input.value),
    });
    const label = h("label", { for: "host" }, "Which certificate does this host get?");
    this.element = h("section", { class: "search card" }, label, this.input, this.answer);
  }

  show(host: string): void {
    // It is told to who cannot see it: once.
    if (this.shown === host) return;
    this.shown = host;
    if (this.input.value !== host) this.input.value = host;
    this.winners ??= new Winners(this.certificates);
    this.answer.replaceChildren(...answerFor(host.trim(), this.winners, this.now));
  }
}

function answerFor(text: string, winners: Winners<CertificateRow>, now: Date): HTMLElement[] {
  if (text === "") return [];
  try {
    const host = hostOf(text);
    const ranking = winners.explain(host);
    return [verdict(host, ranking, now), ...(ranking.length > 0 ? [candidates(ranking)] : [])];
  } catch (error) {
    return [h("p", { class: "none" }, messageOf(error))];
  }
}

function verdict(host: string, [first]: readonly Ranked<CertificateRow>[], now: Date): HTMLElement {
  if (first?.rank !== 1) {
    return h("p", { class: "none" }, h("code", {}, host), " gets no certificate: the connection is an ordinary one.");
  }
  const { declaration, host: pattern, subject } = first.registration;
  const { status, words } = validityAt(first.registration, now);
  return h(
    "p",
    { class: "winner" },
    h("code", {}, host),
    " gets the certificate of ",
    h("strong", {}, declaration),
    " (",
    h("code", {}, pattern),
    `): ${subject}, `,
    h("span", { class: `status ${status}` }, words),
    ".",
  );
}

function candidates(ranking: readonly Ranked<CertificateRow>[]): HTMLElement {
  const items = ranking.map(({ registration, rank, reason }) =>
    h(
      "li",
      { class: rank === null ? "unmatched" : "" },
      h("span", { class: "rank" }, rank === null ? "–" : `${rank}.`),
      h("span", {}, h("strong", {}, registration.declaration), ` ${reason}`),
    ),
  );
  return h("ol", { class: "candidates" }, ...items);
}
