// Which packages suites need beyond the project's dependencies, and which of the suites they decide.
import { join } from "node:path";
import { installed } from "./cache-folder";

export const NODE_MAJORS = ["20", "22", "24", "26"] as const;
export type NodeMajor = (typeof NODE_MAJORS)[number];

const NODE = `node-${process.platform}-${process.arch}`;

/** The Node that runs the tests serves for its own version. */
export const CURRENT_NODE = process.versions.node.split(".")[0]!;

const NODE_PACKAGES = Object.fromEntries(
  NODE_MAJORS.filter((major) => major !== CURRENT_NODE).map((major) => [`node-${major}`, [`${NODE}@${major}`]]),
);

const BUN = `@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
const DENO = `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;

/** By the name that a suite asks for. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ...NODE_PACKAGES,
  bun: [`${BUN}@1.4.5`],
  deno: [`${DENO}@2.9.6`],
  "cdktf-cli": ["cdktf-cli@0.21.0"],
  newman: ["newman@6.2.2"],
  cdktn: ["cdktn@0.24.0", "@cdktn/provider-aws@25.7.0", "constructs@10.7.2"],
  "cdktn-cli": ["cdktn-cli@0.24.0"],
};

/** The folder with a package's node_modules. */
export function packageFolder(name: string): string {
  const folder = installed(...PACKAGES[name]!);
  if (folder === undefined) throw new Error(`${PACKAGES[name]} is not installed: "npm run test:packages" does it`);
  return folder;
}

/** The binary of another JavaScript runtime. */
export function runtimeBinary(name: "bun" | "deno"): string {
  const [scope, path] = name === "bun" ? [BUN, "bin/bun"] : [DENO, "deno"];
  return join(packageFolder(name), "node_modules", scope, path);
}

/** Those of these packages that are missing here; where none may be, REQUIRE_PACKAGES=1. */
export function missingPackages(names: readonly string[] = Object.keys(PACKAGES)): string[] {
  if (process.env.REQUIRE_PACKAGES === "1") return [];
  return names.filter((name) => PACKAGES[name] !== undefined && installed(...PACKAGES[name]) === undefined);
}
