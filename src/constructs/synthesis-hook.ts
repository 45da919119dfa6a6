import { join } from "node:path";
import type { TerraformStack } from "./terraform";

/** What a library does as a stack is synthesised: `before` cdktf collects its annotations, `after` its files are written. */
export interface SynthesisHook {
  before(): void;
  after(directory: string): void;
}

/** Hooks into the synthesis of a stack, whether cdktf validates it or not. */
export function onSynthesis(stack: TerraformStack, hook: SynthesisHook): void {
  const inner = stack.synthesizer;
  stack.synthesizer = {
    synthesize: (session) => {
      hook.before();
      inner.synthesize(session);
      hook.after(join(session.outdir, session.manifest.forStack(stack).workingDirectory));
    },
  };
}
