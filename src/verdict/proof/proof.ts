// The way into this folder: what makes a proof is loaded by the first, while its thread starts.
import { late } from "../../late";

type Prove = typeof import("./prove");
type ProveAuthorities = typeof import("./prove-authorities");

const loadThread = late(() => require("./thread") as typeof import("./thread"));
const loadProve = late(() => require("./prove") as Prove);
const loadProveAuthorities = late(() => require("./prove-authorities") as ProveAuthorities);

/** To be called before files are read and judged, which the thread takes as long to start. */
export function expectProof(): void {
  loadThread().startThread();
}

export const proveClient: Prove["proveClient"] = (proof) => loadProve().proveClient(proof);
export const findCulprit: Prove["findCulprit"] = (proof) => loadProve().findCulprit(proof);
export const whyDisbelieved: ProveAuthorities["whyDisbelieved"] = (authorities, file) =>
  loadProveAuthorities().whyDisbelieved(authorities, file);
