import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Construct } from "constructs";
import { isSynthesisError } from "./synthesis-error";
import { AnnotationMetadataEntryType, App, TerraformStack } from "./terraform";

/** What a library does as a stack is synthesised. */
export interface SynthesisHook {
  /** Before the framework begins. */
  before?(): void;
  /**
   * Throws where the stack cannot be synthesised; or returns the error that the framework's command shall print, an empty one where
   * it is told already. Nothing can be deployed then. Asked before the framework begins, and again when its aspects, which may
   * add constructs, have been invoked.
   *
   * @param run the same object for every stack of one synth
   */
  refuse?(run: object): string | undefined;
  /** After the files of the stack are written. */
  after?(directory: string): void;
  /**
   * After the files of every stack of the app are written.
   *
   * @param say has the framework's command print a text
   */
  end?(run: object, say: (level: "warning" | "note", message: string) => void): void;
}

type Session = Parameters<TerraformStack["synthesizer"]["synthesize"]>[0];

const hooksOf = new WeakMap<TerraformStack, SynthesisHook[]>();

/** Hooks into the synthesis of a stack, whether cdktf validates it or not. */
export function onSynthesis(stack: TerraformStack, hook: SynthesisHook): void {
  hooksFor(stack).push(hook);
}

/** Whatever an aspect adds to a stack, and be it the first of ours there, its hooks are called. */
export function watchSynthesis(scope: Construct): void {
  for (const stack of App.of(scope).node.children.filter(TerraformStack.isStack)) hooksFor(stack);
}

function hooksFor(stack: TerraformStack): SynthesisHook[] {
  const known = hooksOf.get(stack);
  if (known) return known;
  const hooks: SynthesisHook[] = [];
  hooksOf.set(stack, hooks);
  const inner = stack.synthesizer;
  stack.synthesizer = { synthesize: (session) => synthesise(stack, inner, hooks, session) };
  return hooks;
}

function synthesise(
  stack: TerraformStack,
  inner: TerraformStack["synthesizer"],
  hooks: readonly SynthesisHook[],
  session: Session,
): void {
  const stacks = App.of(stack).node.findAll().filter(TerraformStack.isStack);
  for (const other of stacks) hooksFor(other);
  for (const { before } of hooks) before?.();
  if (isRefused(stack, hooks, session)) return;
  try {
    inner.synthesize(session);
    if (isRefused(stack, hooks, session)) return;
  } catch (error) {
    // Of what an aspect added.
    if (isSynthesisError(error)) writeRefused(stack, session);
    if (isSynthesisError(error) && annotationsArePrinted() && isRefused(stack, hooks, session)) return;
    throw error; // node-do-not-add-exception-line
  }
  const { workingDirectory } = session.manifest.forStack(stack);
  for (const { after } of hooks) after?.(join(session.outdir, workingDirectory));
  if (stack !== stacks.at(-1)) return;
  const say = (level: "warning" | "note", message: string) => addAnnotation(stack, session, LEVELS[level], message);
  for (const { end } of stacks.flatMap((one) => hooksFor(one))) end?.(session, say);
}

function isRefused(stack: TerraformStack, hooks: readonly SynthesisHook[], session: Session): boolean {
  const errors = hooks.map(({ refuse }) => refuse?.(session)).filter((error) => error !== undefined);
  if (errors.length === 0) return false;
  Object.assign(session.manifest.forStack(stack), { annotations: [] });
  for (const error of errors.filter(Boolean)) {
    addAnnotation(stack, session, AnnotationMetadataEntryType.ERROR, error);
  }
  writeRefused(stack, session);
  return true;
}

const LEVELS = { warning: AnnotationMetadataEntryType.WARN, note: AnnotationMetadataEntryType.INFO };

/** For the framework's command alone, without a stack trace. */
function addAnnotation(stack: TerraformStack, session: Session, level: string, message: string): void {
  const manifest = session.manifest.forStack(stack);
  const annotation = { constructPath: stack.node.path, level, message };
  Object.assign(manifest, { annotations: [...manifest.annotations, annotation] });
}

/** What the framework's command reads, and neither Terraform nor the embedded registry does. */
function writeRefused(stack: TerraformStack, session: Session): void {
  const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(stack);
  const [directory, file] = [workingDirectory, synthesizedStackPath].map((path) => join(session.outdir, path));
  const metadata = { stackName: stack.node.id };
  const content = { "//": { metadata }, terraform: {}, resource: "The synth failed: there is nothing to deploy." };
  mkdirSync(directory!, { recursive: true });
  writeFileSync(file!, `${JSON.stringify(content, null, 2)}\n`);
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
  construct.node.addMetadata(LEVELS[level], message, { stackTrace: false });
}
