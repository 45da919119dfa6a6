import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { messageOf } from "../errors";
import { type Proxies, proxiesOf } from "./environment-proxies";
import { ProxyTunnels } from "./proxy-tunnels";
import { hostInUrl, type Target } from "./target";

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A connection to a target, untouched: through the proxy that the environment names, or straight. The runtime reads the
 * environment in the same way, so that a host is reached alike with a certificate and without.
 *
 * @throws ClientCertificateError `invalid-argument` that names a variable that cannot be used
 */
export async function connectTo(target: Target): Promise<Duplex> {
  const proxies = proxiesOf(process.env);
  return (proxies && (await through(proxies, target))) ?? straight(target);
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

/** A tunnel of the proxy; undefined where NO_PROXY says that the target is reached without it. */
async function through(proxies: Proxies, target: Target): Promise<Duplex | undefined> {
  const authority = `${hostInUrl(target)}:${target.port}`;
  const tunnels = new ProxyTunnels(proxies, {});
  const patience = setTimeout(() => tunnels.close(), CONNECT_TIMEOUT_MS);
  try {
    return await new Promise((resolve, reject) => {
      tunnels.connect(authority, (error, socket) => (error ? reject(error) : resolve(socket)));
    });
  } catch (cause) {
    throw new Error(`the proxy of the environment makes no tunnel to ${authority}: ${messageOf(cause)}`, { cause });
  } finally {
    clearTimeout(patience);
    tunnels.close();
  }
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
