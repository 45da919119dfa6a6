// Servers that a test starts: they end with it, also when it is killed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// The shell ends the server when its standard input closes, which the kernel does however the test process dies.
const END_WITH_PARENT = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(while read -r _ <&3; do :; done; kill "$server" 2>/dev/null) &
wait "$server"
status=$?
kill $! 2>/dev/null
exit $status`;

/** A command that runs until `stop()`, or until the process that started it ends. */
export class Server {
  private written = "";
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, "close");
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.written += text;
      });
    }
  }

  static start(command: string, parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): Server {
    return new Server(
      spawn("/bin/sh", ["-c", END_WITH_PARENT, "sh", command, ...parameters], { env, stdio: ["pipe", "pipe", "pipe"] }),
    );
  }

  /** Everything that it wrote. */
  get output(): string {
    return this.written;
  }

  /** Resolves once `isReady` says so; rejects, with what the server wrote, when it ended first or took too long. */
  async ready(isReady: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady().catch(() => false))) {
      const hasEnded = this.child.exitCode !== null || this.child.signalCode !== null;
      if (hasEnded || Date.now() > deadline) {
        await this.stop();
        throw new Error(`The server ${hasEnded ? "ended" : `was not ready after ${timeoutMs} ms`}:\n${this.written}`);
      }
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }
}

/** A loopback port that nobody listened to a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
