// The Node versions of the Lambda runtimes, to run a function on the one that it was deployed for.
import { join } from "node:path";
import { CURRENT_NODE, missingPackages, type NodeMajor, packageFolder } from "./packages";

/** The path of a Node binary of that major version. */
export function nodeBinary(major: NodeMajor): string {
  if (major === CURRENT_NODE) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  return join(packageFolder(`node-${major}`), "node_modules", name, "bin", "node");
}

/** The same; where that version is not installed, the Node that runs this. */
export function nodeBinaryOrThis(major: NodeMajor): string {
  return missingPackages([`node-${major}`]).length === 0 ? nodeBinary(major) : process.execPath;
}
