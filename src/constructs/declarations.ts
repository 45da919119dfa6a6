import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Construct } from "constructs";
import { type Finding, isLasting } from "../finding";
import { firstEndOf } from "../wire/end-of-certificate";
import { type EmbeddedRegistration, MANIFEST_FILE, writeManifest } from "../wire/manifest";
import type { Warning } from "../wire/warning";
import { createCertificatesOutput } from "./certificates-output";
import { deploymentTarget } from "./deployment-target";
import { Diagnostics } from "./diagnostics";
import { type Declaration, judgeDeclarations, type Verdict } from "./judge-declarations";
import { plansReadKeys } from "./plan-reads-keys";
import { onSynthesis } from "./synthesis-hook";
import { type Proved, type Remark, remarkOf } from "./synthesis-report";
import { targetsTooOld } from "./target-versions";
import { App, TerraformStack } from "./terraform";

export type { Declaration };

/**
 * Every certificate that an app declares, in all of its stacks: what to report, and what to write beside each
 * stack's cdk.tf.json.
 */
export class Declarations {
  private readonly byRegistry = new Map<string, Declaration[]>();
  private readonly stacks = new Set<TerraformStack>();
  private judged?: ReadonlyMap<Declaration, Verdict>;

  private constructor(private readonly diagnostics: Diagnostics) {}

  /** The declarations of the app that a construct belongs to. */
  static of(scope: Construct): Declarations {
    const app = App.of(scope) as App & { [DECLARATIONS]?: Declarations };
    app[DECLARATIONS] ??= new Declarations(Diagnostics.of(scope));
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
    const { construct, host } = declaration;
    this.diagnostics.add(construct, () => this.remarks(declaration), host);
    this.watch(TerraformStack.of(construct));
  }

  /** What there is to say of a declaration: of its material, and of its place among the others. */
  verdict(declaration: Declaration): Verdict {
    this.judged ??= new Map(
      [...this.byRegistry.values()]
        .flatMap((all) => [...byDeployment(all).values()])
        .flatMap((all) => [...judgeDeclarations(all)]),
    );
    return this.judged.get(declaration)!;
  }

  /** What the manifest and the inventory say of a declaration; undefined while an error forbids it. */
  registered(declaration: Declaration): EmbeddedRegistration | undefined {
    const { registration } = declaration;
    return registration && { ...registration, warnings: this.warnings(declaration) };
  }

  /** By code, each once: those that are open, and what is acknowledged, whether it is found today or not. */
  private warnings(declaration: Declaration): Warning[] {
    const acknowledged = [...declaration.acknowledged].map(([code, reason]) => ({
      code,
      acknowledged: oneLine(reason),
    }));
    const found = this.verdict(declaration).findings.filter(
      ({ code, severity }) => severity === "warning" && isLasting(code) && !declaration.acknowledged.has(code),
    );
    const open = [...new Set(found.map(({ code }) => code))].map((code) => ({ code }));
    return [...open, ...acknowledged].sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  private remarks(declaration: Declaration): Remark[] {
    const { findings, notes } = this.verdict(declaration);
    const heard = ({ severity, code }: Finding) => severity === "error" || !declaration.acknowledged.has(code);
    return [...findings.filter(heard).map(remarkOf), ...notes.map((text) => ({ severity: "note", text }) as const)];
  }

  private watch(stack: TerraformStack): void {
    if (this.stacks.has(stack)) return;
    this.stacks.add(stack);
    if (this.stacks.size === 1) {
      this.diagnostics.proved = () => this.proved();
      this.diagnostics.add(stack, () => [
        ...targetsTooOld(stack),
        ...plansReadKeys([...this.stacks], this.registries()),
      ]);
    }
    const registrations = () => this.inStack(stack).flatMap(({ registration }) => registration ?? []);
    createCertificatesOutput(stack, registrations);
    onSynthesis(stack, { after: (directory) => this.writeManifest(stack, directory) });
  }

  private proved(): Proved {
    const registrations = this.all().flatMap(({ registration }) => registration ?? []);
    const ends = registrations.map((it) => ({ host: it.host, end: firstEndOf(it) }));
    const [first] = ends.filter(({ end }) => !Number.isNaN(end)).sort((a, b) => a.end - b.end);
    return {
      count: registrations.length,
      unchecked: this.all().filter(({ isUnchecked }) => isUnchecked).length,
      firstEnd: first && { host: first.host, end: new Date(first.end) },
    };
  }

  private writeManifest(stack: TerraformStack, directory: string): void {
    const registrations = this.inStack(stack).flatMap((it) => this.registered(it) ?? []);
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

const DECLARATIONS = Symbol.for("cdktf-client-certificates/Declarations");

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

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
