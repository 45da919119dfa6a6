/** What an element gets: attributes by their names, `on…` handlers, and custom properties (`--x`) of its style. */
export type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

/** Makes an element. Children are text or elements, never markup: whatever a certificate says, it stays text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, String(value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** `2,000`; by hand, as a browser takes some 20 ms until it knows how a language writes numbers. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A button that does something here, and goes nowhere. */
export function button(title: string, onclick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", onclick, ...attributes }, title);
}

/** Does something once the browser has nothing else to do: who types or clicks goes first. */
export function whenIdle(task: () => void): void {
  // Safari tells nobody when it is idle.
  if (typeof requestIdleCallback === "function") requestIdleCallback(task);
  else setTimeout(task);
}
