import https from "node:https";
import type { Dispatcher } from "undici";
import { setGlobalDispatcher } from "undici";

/** Where each generation of undici, Node's own included, keeps the dispatcher of the process. */
const GLOBAL_DISPATCHERS = [Symbol.for("undici.globalDispatcher.1"), Symbol.for("undici.globalDispatcher.2")];

type Globals = Record<symbol, Dispatcher | undefined>;

/** Makes a dispatcher and an agent those of the process; returns what undoes it. */
export function installGlobally(dispatcher: Dispatcher, agent: https.Agent): () => void {
  const globals = globalThis as unknown as Globals;
  const dispatchers = GLOBAL_DISPATCHERS.map((symbol) => [symbol, globals[symbol]] as const);
  const { globalAgent } = https;
  setGlobalDispatcher(dispatcher);
  https.globalAgent = agent;
  return () => {
    // What somebody else has put in its place since then is theirs.
    for (const [symbol, previous] of dispatchers) if (globals[symbol] === dispatcher) globals[symbol] = previous;
    if (https.globalAgent === agent) https.globalAgent = globalAgent;
  };
}
