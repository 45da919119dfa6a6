// Between a client and a server: forwards connections, and can forget them, as a gateway does that keeps no state for long.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface ForgetfulRelay {
  readonly port: number;
  /** From now on the connections of this moment lead nowhere: nobody answers, and nobody closes them. */
  forget(): void;
  /** Resets them all. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startForgetfulRelay(to: number): Promise<ForgetfulRelay> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    forget() {
      for (const socket of sockets) socket.unpipe().resume();
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
