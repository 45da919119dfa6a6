import { listed } from "../material/words";
import { DEFAULT_TARGETS } from "./framework";
import type { Remark } from "./synthesis-report";
import { App, type TerraformStack } from "./terraform";

/** The first version with write-only arguments, of Terraform and of OpenTofu. */
const NEEDED = [1, 11] as const;

/**
 * That an app is written for versions without write-only arguments. The framework says so of each certificate, twice and with a
 * stack trace; here it is said once. A range that is not understood here is left to it.
 */
export function targetsTooOld(stack: TerraformStack): Remark[] {
  if (!DEFAULT_TARGETS || App.of(stack).skipValidation) return [];
  const targets: unknown = stack.node.tryGetContext("targetVersions") ?? DEFAULT_TARGETS;
  if (typeof targets !== "object" || targets === null) return [];
  const old = Object.entries(targets).filter(([, range]) => isBelow(range));
  if (old.length === 0) return [];
  const versions = listed(old.map(([product, range]) => `${product} ${range}`));
  const text =
    `the app is written for ${versions}, and write-only arguments, which keep the keys out of the state, need 1.11\n` +
    '    Fix: in cdktf.json write "targetVersions": { "terraform": ">=1.11.0", "opentofu": ">=1.11.0" }';
  return [{ severity: "error", text }];
}

function isBelow(range: unknown): boolean {
  const [, major, minor] = /^(?:>=|[~^])?\s*v?(\d+)\.(\d+)/.exec(typeof range === "string" ? range.trim() : "") ?? [];
  if (major === undefined) return false;
  return Number(major) < NEEDED[0] || (Number(major) === NEEDED[0] && Number(minor) < NEEDED[1]);
}
