import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, Server } from "./child-process";

const listener = (port: number) => [
  "-e",
  `console.log("up"); require("net").createServer().listen(${port}, "127.0.0.1")`,
];

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

test("runs until it is stopped", async () => {
  const port = await freePort();
  const server = Server.start(process.execPath, listener(port));
  await server.ready(() => listens(port));
  expect(server.output).toBe("up\n");
  await server.stop();
  expect(await listens(port)).toBe(false);
});

test("says what a server wrote that ended at once", async () => {
  const server = Server.start(process.execPath, ["-e", 'console.error("no luck"); process.exit(3)']);
  await expect(server.ready(async () => false)).rejects.toThrow("The server ended:\nno luck");
});

test("ends when the process that started it is killed", async () => {
  const port = await freePort();
  const parent = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "-e",
      `require("./test/support/child-process").Server.start(process.execPath, ${JSON.stringify(listener(port))})`,
    ],
    { stdio: "ignore" },
  );
  for (const deadline = Date.now() + 20_000; !(await listens(port)) && Date.now() < deadline; ) await sleep(50);
  expect(await listens(port)).toBe(true);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  for (const deadline = Date.now() + 10_000; (await listens(port)) && Date.now() < deadline; ) await sleep(50);
  expect(await listens(port)).toBe(false);
}, 40_000);
