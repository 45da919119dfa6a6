import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Late } from "../../late";
import { type Handshake, program, type Question, type Refusal, type ThreadData } from "./handshake";

/** Without an answer for so long, the thread is taken for dead; a handshake takes a few milliseconds. */
const TIMEOUT_MS = 120_000;

interface Asked {
  readonly jobs: readonly Handshake[];
  refusals?: readonly Refusal[];
}

let thread: Thread | undefined;

/**
 * Tries the handshakes in a thread of their own while the caller goes on: synth is synchronous, TLS is not. One thread serves
 * the whole process, one handshake after the other; it keeps no process alive. What could not be tried is refused.
 */
export function handshakes(jobs: readonly Handshake[]): Late<readonly Refusal[]> {
  return ask({ jobs, untilOneSucceeds: false });
}

/** The index of the first handshake with which both sides are content; -1 where there is none. Waits for it. */
export function firstThatSucceeds(jobs: readonly Handshake[]): number {
  return ask({ jobs, untilOneSucceeds: true })().indexOf(undefined);
}

/** So that it is there when it is asked. */
export function startThread(): void {
  thread ??= new Thread();
}

function ask(question: Question): Late<readonly Refusal[]> {
  if (question.jobs.length === 0) return () => [];
  startThread();
  return thread!.ask(question);
}

class Thread {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly state = new Int32Array(new SharedArrayBuffer(4));
  private received = 0;
  /** In the order in which they are answered. */
  private readonly unanswered: Asked[] = [];

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    // tsx, as other users of esbuild, has every function call a helper of that name.
    const source = `const __name = (it) => it; (${program})(require("node:worker_threads").workerData)`;
    const workerData: ThreadData = { port: port2, state: this.state };
    this.worker = new Worker(source, { eval: true, workerData, transferList: [port2] });
    this.worker.on("error", () => this.end());
    this.worker.unref();
    this.port.unref();
  }

  ask(question: Question): Late<readonly Refusal[]> {
    this.port.postMessage(question);
    const asked: Asked = { jobs: question.jobs };
    this.unanswered.push(asked);
    return () => {
      while (!asked.refusals) this.receive();
      return asked.refusals;
    };
  }

  private receive(): void {
    const answer: { message: readonly Refusal[] } | undefined = receiveMessageOnPort(this.port);
    if (answer) {
      this.unanswered.shift()!.refusals = answer.message;
      this.received++;
      return;
    }
    const hasEnded = Atomics.load(this.state, 0) < 0;
    if (hasEnded || Atomics.wait(this.state, 0, this.received, TIMEOUT_MS) === "timed-out") this.end();
  }

  private end(): void {
    if (thread === this) thread = undefined;
    void this.worker.terminate();
    for (const asked of this.unanswered.splice(0)) {
      asked.refusals = asked.jobs.map(() => "the handshake could not be tried");
    }
  }
}
