// `<ours | reference> <patterns>`: bytes on the heap for each pattern, beside the registrations themselves.
import { Minimatch } from "minimatch";
import { MATCH_OPTIONS } from "../../dist/host/glob";
import { ManifestStore } from "../../dist/registry/manifest";
import { registrations } from "./patterns";
import { report } from "./report";

const [whose, patterns] = process.argv.slice(2);
const all = registrations(Number(patterns));
const before = heap();
const made = whose === "ours" ? new ManifestStore(all) : all.map(({ host }) => new Minimatch(host, MATCH_OPTIONS));
const after = heap();
report({ bytes: (after - before) / all.length, kept: made instanceof ManifestStore ? 1 : made.length });

function heap(): number {
  global.gc!();
  return process.memoryUsage().heapUsed;
}
