import type https from "node:https";
import { Agent, type Dispatcher } from "undici";
import { GLOBAL_AGENT, GLOBAL_DISPATCHERS, type Place } from "./internals";

/** What an installed object took the place of; kept on the object, where another copy of this package finds it, too. */
interface Installed {
  readonly previous: object | undefined;
  isInstalled: boolean;
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
  const installed: Installed = { previous: place.get(), isInstalled: true };
  Object.defineProperty(value, key, { value: installed, configurable: true });
  place.set(value);
  return () => {
    installed.isInstalled = false;
    // What somebody else has put in its place since then is theirs.
    if (place.get() === value) place.set(inUse(installed.previous, key) ?? otherwise());
  };
}

/** What stood there before, or before that, and has been neither taken back nor closed since. */
function inUse<T extends object>(previous: object | undefined, key: symbol): T | undefined {
  for (let candidate = previous; candidate; ) {
    const installed = (candidate as Record<symbol, Installed | undefined>)[key];
    if (!isClosed(candidate) && installed?.isInstalled !== false) return candidate as T;
    candidate = installed?.previous;
  }
  return undefined;
}

function isClosed(dispatcher: { readonly closed?: unknown; readonly destroyed?: unknown }): boolean {
  return dispatcher.closed === true || dispatcher.destroyed === true;
}

function installedSymbol({ name }: { readonly name: string }): symbol {
  return Symbol.for(`cdktf-client-certificates/installed at ${name}`);
}
