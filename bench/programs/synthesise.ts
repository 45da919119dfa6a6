import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { type Pair, pairsIn } from "./pairs";
import { report } from "./report";

/** What a synth took; without the time that Node and the packages take to load. */
export interface Synthesised {
  readonly ms: number;
  /** Of the whole process. */
  readonly peakMb: number;
  readonly resources: number;
}

/** Builds an app of so many certificates and synthesises it: `<folder> <count>`. */
export function synthesise(declare: (stack: TerraformStack, pairs: readonly Pair[]) => void): void {
  const [folder = "", count] = process.argv.slice(2);
  const pairs = pairsIn(folder, Number(count));
  const outdir = mkdtempSync(join(folder, "cdktf.out-"));

  const start = performance.now();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "certificates");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  declare(stack, pairs);
  app.synth();
  const ms = performance.now() - start;

  const peakMb = process.resourceUsage().maxRSS / 1024;
  report({ ms, peakMb, resources: resourcesIn(join(outdir, "stacks/certificates/cdk.tf.json")) } satisfies Synthesised);
}

function resourcesIn(template: string): number {
  const { resource = {} } = JSON.parse(readFileSync(template, "utf8")) as { resource?: Record<string, object> };
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}
