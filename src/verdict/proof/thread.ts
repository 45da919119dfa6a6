import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { type Handshake, program, type Question, type Refusal } from "./handshake";

/** Beyond this, the thread is taken for dead; a handshake takes a few milliseconds. */
const TIMEOUT_MS = 120_000;

type Ask = (question: Omit<Question, "done">) => Refusal[];

let ask: Ask | undefined;

/**
 * Tries the handshakes in a thread of their own, and waits for it: synth is synchronous, TLS is not. One thread serves the
 * whole process; it keeps no process alive. What could not be tried is refused.
 */
export function handshakes(jobs: readonly Handshake[]): readonly Refusal[] {
  return tried({ jobs, untilOneSucceeds: false });
}

/** The index of the first handshake with which both sides are content; -1 where there is none. */
export function firstThatSucceeds(jobs: readonly Handshake[]): number {
  return tried({ jobs, untilOneSucceeds: true }).indexOf(undefined);
}

function tried(question: Omit<Question, "done">): readonly Refusal[] {
  if (question.jobs.length === 0) return [];
  ask ??= startThread();
  return ask(question);
}

function startThread(): Ask {
  const { port1, port2 } = new MessageChannel();
  // tsx, as other users of esbuild, has every function call a helper of that name.
  const source = `const __name = (it) => it; (${program})(require("node:worker_threads").workerData)`;
  const worker = new Worker(source, { eval: true, workerData: port2, transferList: [port2] });
  worker.unref();
  worker.on("error", () => {
    ask = undefined;
  });
  port1.unref();
  return (question) => {
    const done = new Int32Array(new SharedArrayBuffer(4));
    port1.postMessage({ ...question, done });
    if (Atomics.wait(done, 0, 0, TIMEOUT_MS) !== "timed-out") return receiveMessageOnPort(port1)?.message;
    ask = undefined;
    void worker.terminate();
    return question.jobs.map(() => "the handshake could not be tried");
  };
}
