import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { getProxyForUrl } from "proxy-from-env";
import { hostInUrl, originOf, type Target } from "./target";

const CONNECT_TIMEOUT_MS = 30_000;

/** A connection to a target, untouched: through the proxy that the environment names, or straight. */
export function connectTo(target: Target): Promise<Duplex> {
  const proxy = getProxyForUrl(originOf(target));
  return proxy === "" ? straight(target) : through(new URL(proxy), target);
}

function straight({ host, port }: Target): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, timeout: CONNECT_TIMEOUT_MS });
    socket.once("error", reject);
    socket.once("timeout", () =>
      socket.destroy(new Error(`no connection to ${host}:${port} in ${CONNECT_TIMEOUT_MS} ms`)),
    );
    socket.once("connect", () => {
      socket.setTimeout(0).removeListener("error", reject);
      resolve(socket);
    });
  });
}

function through(proxy: URL, target: Target): Promise<Duplex> {
  const authority = `${hostInUrl(target)}:${target.port}`;
  const user = [proxy.username, proxy.password].map(decodeURIComponent).join(":");
  const authorization = user === ":" ? {} : { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` };
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === "https:" ? httpsRequest : httpRequest)({
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port,
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...authorization },
      agent: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    request.once("timeout", () => request.destroy(new Error(`no answer of the proxy ${proxy.host}`)));
    request.once("error", reject);
    request.once("connect", ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} refuses a tunnel to ${authority}: ${statusCode}`));
        return;
      }
      socket.setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

/** Lets two connections talk to each other until both have said their last, or one of them breaks. */
export function join(a: Duplex, b: Duplex): void {
  for (const [from, to] of [[a, b] as const, [b, a] as const]) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.once("close", () => {
      // What was said before the end still reaches the other side.
      if (from.readableEnded && !to.writableFinished) to.once("finish", () => to.destroy());
      else to.destroy();
    });
  }
}
