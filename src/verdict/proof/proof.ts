// The way into this folder: what makes a proof is loaded by the first, while its thread starts.

type Prove = typeof import("./prove");
type ProveAuthorities = typeof import("./prove-authorities");

const load = () => require("./prove") as Prove;

export const proveClient: Prove["proveClient"] = (proof) => load().proveClient(proof);
export const findCulprit: Prove["findCulprit"] = (proof) => load().findCulprit(proof);

export const whyDisbelieved: ProveAuthorities["whyDisbelieved"] = (authorities, file) => {
  const { whyDisbelieved } = require("./prove-authorities") as ProveAuthorities;
  return whyDisbelieved(authorities, file);
};

/** To be called before files are read and judged, which the thread takes as long to start. */
export function expectProof(): void {
  const { startThread } = require("./thread") as typeof import("./thread");
  startThread();
}
