import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Construct } from "constructs";
import { type Finding, finding, formatFinding } from "../finding";
import { describeOverlap, type Overlap, overlaps } from "../host/overlap";
import type { Rankable } from "../host/rank";
import { type EmbeddedRegistration, MANIFEST_FILE, writeManifest } from "../wire/manifest";
import { deploymentTarget } from "./deployment-target";
import { tellOfPlans } from "./plan-reads-keys";
import { onSynthesis } from "./synthesis-hook";
import { Annotations, App, type PlainResource, TerraformStack } from "./terraform";

/** A ClientCertificate as its registry knows it. */
export interface Declaration extends Rankable {
  readonly construct: Construct;
  readonly findings: readonly Finding[];
  /** Codes of warnings that the code acknowledges, with a reason. */
  readonly acknowledged: ReadonlySet<string>;
  /** Absent while an error forbids it. */
  readonly registration?: EmbeddedRegistration;
  /** What puts it into the table. */
  readonly resource?: PlainResource;
}

/**
 * Every certificate that an app declares, in all of its stacks: what to report, and what to write beside each
 * stack's cdk.tf.json.
 */
export class Declarations {
  private readonly byRegistry = new Map<string, Declaration[]>();
  private readonly stacks = new Set<TerraformStack>();
  private isTold = false;
  private judged?: ReadonlyMap<Declaration, Verdict>;

  /** The declarations of the app that a construct belongs to. */
  static of(scope: Construct): Declarations {
    const app = App.of(scope) as App & { [DECLARATIONS]?: Declarations };
    app[DECLARATIONS] ??= new Declarations();
    return app[DECLARATIONS];
  }

  /** The declarations of one registry, in their order. */
  ofRegistry(name: string): readonly Declaration[] {
    return this.byRegistry.get(name) ?? [];
  }

  /** The declarations of the registry that a stack adds to: not of one of the same name in another account or region. */
  ofDeployment(name: string, stack: TerraformStack): readonly Declaration[] {
    return byDeployment(this.ofRegistry(name)).get(deploymentTarget(stack)) ?? [];
  }

  /** Names of the registries that the app adds certificates to. */
  registries(): string[] {
    return [...this.byRegistry.keys()];
  }

  add(registry: string, declaration: Declaration): void {
    const declared = this.byRegistry.get(registry);
    if (declared) declared.push(declaration);
    else this.byRegistry.set(registry, [declaration]);
    this.judged = undefined;
    declaration.construct.node.addValidation({ validate: () => this.errors(declaration) });
    this.watch(TerraformStack.of(declaration.construct));
  }

  /** What there is to say of a declaration: of its material, and of its place among the others. */
  verdict(declaration: Declaration): Verdict {
    this.judged ??= new Map(
      [...this.byRegistry.values()].flatMap((all) => [...byDeployment(all).values()]).flatMap((all) => [...judge(all)]),
    );
    return this.judged.get(declaration)!;
  }

  private errors(declaration: Declaration): string[] {
    return this.verdict(declaration)
      .findings.filter(({ severity }) => severity === "error")
      .map(formatFinding);
  }

  private watch(stack: TerraformStack): void {
    if (this.stacks.has(stack)) return;
    this.stacks.add(stack);
    // cdktf stops at the first stack that has errors; one synth shall report those of every stack.
    stack.node.addValidation({
      validate: () =>
        this.all()
          .filter(({ construct }) => TerraformStack.of(construct) !== stack)
          .flatMap((other) => this.errors(other).map((error) => `[${other.declaration}] ${error}`)),
    });
    onSynthesis(stack, {
      before: () => this.annotate(stack),
      after: (directory) => this.writeManifest(stack, directory),
    });
  }

  private annotate(stack: TerraformStack): void {
    this.isTold ||= tellOfPlans(stack, this.registries());
    for (const declaration of this.inStack(stack)) {
      const annotations = Annotations.of(declaration.construct);
      const { findings, notes } = this.verdict(declaration);
      for (const found of findings) {
        // Errors are annotations too, so that an app that skips the validations does not lose a certificate silently.
        if (found.severity === "error") annotations.addError(formatFinding(found));
        else if (!declaration.acknowledged.has(found.code)) annotations.addWarning(formatFinding(found));
      }
      for (const note of notes) annotations.addInfo(note);
    }
  }

  private writeManifest(stack: TerraformStack, directory: string): void {
    const registrations = this.inStack(stack).flatMap(({ registration }) => registration ?? []);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, MANIFEST_FILE), writeManifest(registrations));
  }

  /** Every declaration of the app, of every registry. */
  all(): Declaration[] {
    return [...this.byRegistry.values()].flat();
  }

  private inStack(stack: TerraformStack): Declaration[] {
    return this.all().filter(({ construct }) => TerraformStack.of(construct) === stack);
  }
}

/** What there is to say of a declaration. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Which declarations it overlaps with, and who wins; information, not a fault. */
  readonly notes: readonly string[];
}

const DECLARATIONS = Symbol.for("cdktf-client-certificates/Declarations");

/** Stacks for another account or region add to another registry of the same name. */
function byDeployment(declarations: readonly Declaration[]): Map<string, Declaration[]> {
  // Finding a stack's provider takes a walk through the stack: once for each, not for each certificate.
  const targets = new Map<TerraformStack, string>();
  const grouped = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const stack = TerraformStack.of(declaration.construct);
    const target = targets.get(stack) ?? deploymentTarget(stack);
    targets.set(stack, target);
    const group = grouped.get(target);
    if (group) group.push(declaration);
    else grouped.set(target, [declaration]);
  }
  return grouped;
}

function judge(all: readonly Declaration[]): Map<Declaration, Verdict> {
  const verdicts = new Map(all.map((it) => [it, { findings: [...it.findings], notes: [] as string[] }]));
  const placed = all.filter(({ findings }) => !findings.some(({ code }) => code.startsWith("host-")));
  for (const overlap of overlaps(placed)) {
    const { findings, notes } = verdicts.get(overlap.loser)!;
    const conflicts = conflict(overlap);
    findings.push(...conflicts);
    if (conflicts.length === 0) notes.push(describeOverlap(overlap));
  }
  return verdicts;
}

function conflict({ winner, loser, same, shadowed, tie, decided, reason, hosts }: Overlap<Declaration>): Finding[] {
  if (same) {
    return [
      finding(
        "host-duplicate",
        loser.host,
        `${winner.declaration} declares the same host, so that one of the two is never presented`,
        "remove one of them; to renew a certificate, change the files of its declaration",
      ),
    ];
  }
  if (tie) {
    return [
      finding(
        "added-at-tie",
        loser.host,
        `${winner.declaration} (${winner.host}) has the same addedAt ${winner.addedAt}: nothing says which wins for ${hosts}`,
        "give one of them a later addedAt; the later one wins",
      ),
    ];
  }
  if (shadowed && decided) {
    return [
      finding(
        "host-shadowed",
        loser.host,
        `it is never presented: ${winner.declaration} (${winner.host}) matches all of its hosts and is ${reason}`,
        "remove it, or give it a later addedAt",
      ),
    ];
  }
  return [];
}
