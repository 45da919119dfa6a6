import { button, h } from "./dom";

/** A button that copies a text, and says so. */
export function copyButton(title: string, label: string, text: () => string): HTMLElement {
  const said = h("span", { class: "said", role: "status" });
  const copy = button(title, () => void copyText(text()).then((done) => say(done ? "copied" : "not copied")), {
    class: "small",
    "aria-label": label,
  });
  return h("span", { class: "copy" }, copy, said);

  function say(what: string): void {
    said.textContent = what;
    setTimeout(() => {
      said.textContent = "";
    }, 2_000);
  }
}

/** By the clipboard of the browser; where the page did not come by https or from a file, there is none but the old one. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "off-screen", "aria-hidden": "true" }, text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
