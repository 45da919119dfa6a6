// The Node versions of the Lambda runtimes, to run a function on the one that it was deployed for.
import { join } from "node:path";
import { installed } from "./cache-folder";

export type NodeMajor = "20" | "22" | "24";

/** The path of a Node binary of that major version; installed on demand unless it is the one that runs this. */
export async function nodeBinary(major: NodeMajor): Promise<string> {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  return join(await installed(`${name}@${major}`), "node_modules", name, "bin", "node");
}
