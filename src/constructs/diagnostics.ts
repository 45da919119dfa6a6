import type { Construct } from "constructs";
import { CallSite } from "./call-site";
import { SynthesisError } from "./synthesis-error";
import { annotate, annotationsArePrinted, onSynthesis } from "./synthesis-hook";
import { type Proved, type Remark, type Subject, type SynthesisReport, synthesisReport } from "./synthesis-report";
import { App, TerraformStack } from "./terraform";

interface Watched {
  readonly construct: Construct;
  readonly site: CallSite;
  readonly host?: string;
  readonly judge: () => readonly Remark[];
}

/** What the constructs of an app have to say of themselves, in all of its stacks: each synth says it once, and errors stop it. */
export class Diagnostics {
  private readonly watched: Watched[] = [];
  private readonly stacks = new Set<TerraformStack>();
  private readonly written = new Set<Construct>();
  private readonly annotated = new Set<string>();
  private readonly told = new WeakSet<object>();
  private readonly judged = new WeakMap<object, { readonly count: number; readonly report: SynthesisReport }>();
  /** Set by what knows the certificates. */
  proved: () => Proved = () => ({ count: 0, unchecked: 0 });

  /** Those of the app that a construct belongs to. */
  static of(scope: Construct): Diagnostics {
    const app = App.of(scope) as App & { [DIAGNOSTICS]?: Diagnostics };
    app[DIAGNOSTICS] ??= new Diagnostics();
    return app[DIAGNOSTICS];
  }

  /**
   * To be called as the construct is made.
   *
   * @param judge asked at synth, when all constructs are there
   * @param host of a certificate
   */
  add(construct: Construct, judge: () => readonly Remark[], host?: string): void {
    this.watched.push({ construct, judge, host, site: new CallSite() });
    const stack = TerraformStack.of(construct);
    if (this.stacks.has(stack)) return;
    if (this.stacks.size === 0) App.of(stack).node.addValidation({ validate: () => this.tooLate() });
    this.stacks.add(stack);
    // For Testing.synth(stack, true), and for what an aspect adds.
    stack.node.addValidation({ validate: () => this.stopAtErrors(this.report()) });
    onSynthesis(stack, {
      refuse: (run) => this.refuse(run),
      after: () => {
        for (const it of this.watched) if (TerraformStack.of(it.construct) === stack) this.written.add(it.construct);
      },
      end: (run, say) => this.tell(run, say),
    });
  }

  /** Of a whole synth: what an aspect added when its stack was written already, or without our knowledge of the synth. */
  private tooLate(): string[] {
    const late = new Set(this.watched.map(({ construct }) => construct).filter((it) => !this.written.has(it)));
    // Where an error stopped the synth, nothing is written, and the error is told.
    if (late.size === 0 || this.report().worst === "error") return [];
    return [...late].map(
      ({ node }) =>
        `${node.path}: an aspect added it when the synth of its stack had begun, so that it is not deployed, or not known to ` +
        "the embedded registry\n    Fix: declare the registry before app.synth(), and let no aspect add to another stack than its own",
    );
  }

  private report(now = new Date()): SynthesisReport {
    return synthesisReport(this.subjects(), this.proved(), now);
  }

  private subjects(): Subject[] {
    const byConstruct = new Map<Construct, Watched[]>();
    for (const it of this.watched) byConstruct.set(it.construct, [...(byConstruct.get(it.construct) ?? []), it]);
    return [...byConstruct].map(([construct, all]) => {
      const remarks = all.flatMap(({ judge }) => judge());
      const host = all.find((it) => it.host !== undefined)?.host;
      return {
        name: host === undefined ? construct.node.path : `${construct.node.path} (${host})`,
        isCertificate: host !== undefined,
        remarks,
        // To read it costs time.
        line: remarks.length > 0 && !TerraformStack.isStack(construct) ? all[0]!.site.line : undefined,
      };
    });
  }

  private stopAtErrors({ text, worst }: SynthesisReport): [] {
    if (worst !== "error") return [];
    throw new SynthesisError(text); // node-do-not-add-exception-line
  }

  /** Where the framework's command prints annotations, everything is one; elsewhere each construct has its own. */
  private refuse(run: object): string | undefined {
    if (this.judgedIn(run)) return undefined;
    const report = this.report();
    if (!annotationsArePrinted()) {
      this.stopAtErrors(report);
      this.annotateConstructs();
    } else if (report.worst === "error") {
      const isTold = this.told.has(run);
      this.told.add(run);
      return isTold ? "" : report.text;
    }
    this.judged.set(run, { count: this.watched.length, report });
    return undefined;
  }

  /** Undefined where something has been added since. */
  private judgedIn(run: object): SynthesisReport | undefined {
    const judged = this.judged.get(run);
    return judged?.count === this.watched.length ? judged.report : undefined;
  }

  private annotateConstructs(): void {
    for (const { construct, judge } of this.watched) {
      for (const { severity, text } of judge()) {
        const once = JSON.stringify([construct.node.path, text]);
        if (severity !== "error" && !this.annotated.has(once)) annotate(construct, severity, text);
        this.annotated.add(once);
      }
    }
  }

  /** When all stacks are written, once. A test is not told: it asks. */
  private tell(run: object, say: (level: "warning" | "note", message: string) => void): void {
    const { text, worst } = this.told.has(run) ? NOTHING : (this.judgedIn(run) ?? this.report());
    this.told.add(run);
    if (text === "") return;
    if (annotationsArePrinted()) say(worst === "warning" ? worst : "note", text);
    else if (!isTest(process.env)) process.stderr.write(`${text}\n`);
  }
}

const NOTHING: SynthesisReport = { text: "", worst: "note" };

/** What Jest and Vitest, and what node:test, set for the code that they run. */
function isTest({ NODE_ENV, NODE_TEST_CONTEXT }: NodeJS.ProcessEnv): boolean {
  return NODE_ENV === "test" || NODE_TEST_CONTEXT !== undefined;
}

const DIAGNOSTICS = Symbol.for("cdktf-client-certificates/Diagnostics");
