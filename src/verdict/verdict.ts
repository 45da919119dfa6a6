// The way into this room for apps: the first declaration loads it, while the thread of the proofs starts.
import { late } from "../late";

type Room = typeof import("./inspect-material");

const load = late(() => {
  const { startThread } = require("./proof/thread") as typeof import("./proof/thread");
  startThread();
  return require("./inspect-material") as Room;
});

export const inspectMaterial: Room["inspectMaterial"] = (files, options) => load().inspectMaterial(files, options);
