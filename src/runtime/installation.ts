import type https from "node:https";
import { Agent, type Dispatcher } from "undici";
import { GLOBAL_AGENT, GLOBAL_DISPATCHERS, type Place } from "./internals";

/** One installation; kept on the installed object, where another copy of this package finds it, too. */
interface Installed {
  /** What it took the place of. */
  readonly previous: object | undefined;
  /** The installation of that, if it was one: who is installed again has another. So none leads back to itself. */
  readonly before: Installed | undefined;
  isOver: boolean;
}

/** Makes a dispatcher and an agent those of the process; returns what undoes it, in whichever order others do. */
export function installGlobally(dispatcher: Dispatcher, agent: https.Agent): () => void {
  const undo = [
    ...GLOBAL_DISPATCHERS.map((place) => put(place, dispatcher, () => new Agent())),
    put(GLOBAL_AGENT, agent, () => agent),
  ];
  return () => {
    for (const one of undo) one();
  };
}

function put<T extends object>(place: Place<T>, value: T, otherwise: () => T): () => void {
  const key = installedSymbol(place);
  const previous = place.get();
  const before = (previous as Record<symbol, Installed | undefined> | undefined)?.[key];
  const installed: Installed = { previous, before, isOver: false };
  Object.defineProperty(value, key, { value: installed, configurable: true });
  place.set(value);
  return () => {
    installed.isOver = true;
    // What somebody else has put in its place since then is theirs.
    if (place.get() === value) place.set((inUse(installed, value) as T | undefined) ?? otherwise());
  };
}

/** What stood there before, or before that, and has been neither taken back nor closed since. */
function inUse(installed: Installed, value: object): object | undefined {
  for (let one: Installed | undefined = installed; one; one = one.before) {
    const { previous, before } = one;
    if (previous && previous !== value && !isClosed(previous) && !before?.isOver) return previous;
  }
  return undefined;
}

function isClosed(dispatcher: { readonly closed?: unknown; readonly destroyed?: unknown }): boolean {
  return dispatcher.closed === true || dispatcher.destroyed === true;
}

function installedSymbol({ name }: { readonly name: string }): symbol {
  return Symbol.for(`cdktf-client-certificates/installed at ${name}`);
}
