// One execution environment of a function: a warm process that answers one invocation at a time.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { Invocation, Outcome } from "./lambda-runtime";

export interface EnvironmentOptions {
  readonly nodeBinary: string;
  /** lambda-runtime, compiled. */
  readonly runtime: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file that gets what the process writes; a file, so that it is complete when the invocation is answered. */
  readonly logFile: string;
}

export class LambdaEnvironment {
  private constructor(private readonly child: ChildProcess) {}

  static start({ nodeBinary, runtime, env, logFile }: EnvironmentOptions): LambdaEnvironment {
    const log = openSync(logFile, "a");
    const child = fork(runtime, [], { execPath: nodeBinary, execArgv: [], env, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    return new LambdaEnvironment(child);
  }

  get hasEnded(): boolean {
    // Killed, it is connected for a moment more.
    return this.child.killed || !this.child.connected;
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    const allowed = invocation.deadline - Date.now();
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.child.off("message", settle).off("exit", onExit);
        resolve(outcome);
      };
      const fail = (errorType: string, problem: string) =>
        settle({
          payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${invocation.requestId} Error: ${problem}` }),
          functionError: "Unhandled",
        });
      const onExit = (code: number | null) =>
        fail("Runtime.ExitError", `Runtime exited with error: exit status ${code}`);
      const timer = setTimeout(() => {
        fail("Sandbox.Timedout", `Task timed out after ${(allowed / 1000).toFixed(2)} seconds`);
        void this.stop();
      }, allowed);
      this.child.on("message", settle).on("exit", onExit);
      this.child.send(invocation);
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }
}
