// A tunnel through the proxy, asked for by hand.
import { connect, type Socket } from "node:net";

export async function openTunnel(
  { url }: { readonly url: string },
  authority: string,
  options: { readonly authorization?: string | undefined } = {},
): Promise<{ readonly status: number; readonly socket: Socket; readonly body: string }> {
  const { port, username, password } = new URL(url);
  const known = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const authorization = "authorization" in options ? options.authorization : known;
  const socket = connect({ port: Number(port), host: "127.0.0.1" });
  const field = authorization === undefined ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${field}\r\n`);
  const head = await new Promise<string>((resolve, reject) => {
    let received = "";
    const more = (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (!received.includes("\r\n\r\n")) return;
      socket.removeListener("data", more).pause();
      resolve(received);
    };
    socket
      .on("data", more)
      .once("error", reject)
      .once("end", () => resolve(received));
  });
  return { status: Number(head.split(" ")[1]), socket, body: head.split("\r\n\r\n")[1] ?? "" };
}
