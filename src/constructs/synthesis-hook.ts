import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Construct } from "constructs";
import { AnnotationMetadataEntryType, type TerraformStack } from "./terraform";

/** What a library does as a stack is synthesised. */
export interface SynthesisHook {
  /** Before the framework begins. */
  before?(): void;
  /**
   * Throws where the stack cannot be synthesised; or returns the error that the framework's command shall print, an empty one where
   * it is told already. Nothing can be deployed then.
   *
   * @param run the same object for every stack of one synth
   */
  refuse?(run: object): string | undefined;
  /** After the files of the stack are written. */
  after?(directory: string, run: object): void;
}

const hooksOf = new WeakMap<TerraformStack, SynthesisHook[]>();

/** Hooks into the synthesis of a stack, whether cdktf validates it or not. */
export function onSynthesis(stack: TerraformStack, hook: SynthesisHook): void {
  const known = hooksOf.get(stack);
  if (known) {
    known.push(hook);
    return;
  }
  const hooks = [hook];
  hooksOf.set(stack, hooks);
  const inner = stack.synthesizer;
  stack.synthesizer = {
    synthesize: (session) => {
      for (const { before } of hooks) before?.();
      const manifest = session.manifest.forStack(stack);
      const directory = join(session.outdir, manifest.workingDirectory);
      const errors = hooks.map(({ refuse }) => refuse?.(session)).filter((error) => error !== undefined);
      if (errors.length > 0) {
        Object.assign(manifest, { annotations: errors.filter(Boolean).map((error) => errorAnnotation(stack, error)) });
        writeRefused(stack, directory, join(session.outdir, manifest.synthesizedStackPath));
        return;
      }
      inner.synthesize(session);
      for (const { after } of hooks) after?.(directory, session);
    },
  };
}

function errorAnnotation(stack: TerraformStack, message: string) {
  return { constructPath: stack.node.path, level: AnnotationMetadataEntryType.ERROR, message };
}

/** What the framework's command reads, and neither Terraform nor the embedded registry does. */
function writeRefused(stack: TerraformStack, directory: string, file: string): void {
  const metadata = { stackName: stack.node.id };
  const content = { "//": { metadata }, terraform: {}, resource: "The synth failed: there is nothing to deploy." };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Whether the app is run by the framework's command, which prints the annotations of the stacks and stops at errors
 * among them. What the app itself prints, or throws, it prints up to three times (measured with 0.21 and 0.24).
 */
export function annotationsArePrinted(): boolean {
  const isJson = process.env.SYNTH_HCL_OUTPUT !== "true";
  return isJson && process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined;
}

/** An annotation without a stack trace. */
export function annotate(construct: Construct, level: "warning" | "note", message: string): void {
  const type = level === "warning" ? AnnotationMetadataEntryType.WARN : AnnotationMetadataEntryType.INFO;
  construct.node.addMetadata(type, message, { stackTrace: false });
}
