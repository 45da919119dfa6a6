import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** What a terminal or a service manager tells a process to end, stop or look again. */
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH"] as const;

/**
 * Runs a command with the standard streams of this process, which passes its signals on and lives until the command
 * has ended.
 *
 * @returns the command's exit status, as a shell tells it: 128 and the signal's number where a signal ended it
 * @throws what the system says where the command cannot be started
 */
export async function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", env });
  const stop = forwardSignals(child);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
  } finally {
    stop();
  }
}

function forwardSignals(child: ChildProcess): () => void {
  const handlers = FORWARDED.map((signal) => {
    const handler = () => {
      // A terminal sends Ctrl-C to the command itself, too.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.removeListener(signal, handler);
  });
  return () => handlers.forEach((remove) => void remove());
}
