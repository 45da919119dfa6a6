import type { Wanted } from "./file-kind";
import type { MaterialFile } from "./read-file";
import { beside } from "./words";

type WrongFile = typeof import("./wrong-file");

/** Loaded where a file is not what it was given for, which is seldom: what knows all the forms of files is large. */
const load = () => require("./wrong-file") as WrongFile;

export const wrongFile: WrongFile["wrongFile"] = (...given) => load().wrongFile(...given);
export const swappedFiles: WrongFile["swappedFiles"] = (...given) => load().swappedFiles(...given);

/** The command that repairs the file, where there is one, or else `otherwise`. */
export function repairOr({ path, bytes }: MaterialFile, wanted: Wanted, otherwise: string): string {
  const { pipeline, repair } = require("./unwrap") as typeof import("./unwrap");
  const repaired = repair(bytes, wanted);
  return repaired ? `repair it: ${pipeline(repaired.filters, path, beside(path, "repaired"))}` : otherwise;
}

/** What the block of a file holds instead of what its label says. */
export const otherContent: typeof import("./other-content")["otherContent"] = (...given) =>
  (require("./other-content") as typeof import("./other-content")).otherContent(...given);
