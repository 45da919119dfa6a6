import { TLSSocket } from "node:tls";
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { normaliseHost } from "../host/host-name";
import type { Identity } from "./identity";
import { explainTlsError } from "./tls-errors";
import type { UndiciOptions } from "./undici-options";
import { watchSocket } from "./watched-socket";

type Connector = buildConnector.connector;

/** The undici dispatcher that makes connections as one identity, through a proxy if the environment names one. */
export function createIdentityDispatcher(identity: Identity, { connect, ...options }: UndiciOptions): Dispatcher {
  const tls = { ...connect, ...identity.tlsOptions, allowH2: options.allowH2 };
  const agentOptions = {
    ...options,
    connect: buildConnector(tls),
    // Where a proxy makes the tunnel, undici makes the connector; the pool is where both ways meet.
    factory: (origin: string | URL, poolOptions: object) =>
      new Pool(origin, { ...poolOptions, connect: watched((poolOptions as { connect: Connector }).connect, identity) }),
  };
  return hasProxy(process.env)
    ? // The certificate goes to the target, inside the tunnel; the proxy never sees it.
      new EnvHttpProxyAgent({ ...agentOptions, requestTls: tls, proxyTls: connect })
    : new Agent(agentOptions);
}

function watched(connect: Connector, identity: Identity): Connector {
  return (options, callback) => {
    const host = normaliseHost(options.hostname.replace(/^\[|\]$/g, ""));
    let isWatched = false;
    const connecting: unknown = connect(options, (...[error, socket]) => {
      if (error) return callback(explainTlsError(error, host, identity.registration), null);
      if (!isWatched) watchSocket(socket, host, identity, true);
      callback(null, socket!);
    });
    // A connection through a proxy's tunnel is not at hand before it is made.
    isWatched = connecting instanceof TLSSocket;
    watchSocket(connecting, host, identity, false);
    return connecting;
  };
}

function hasProxy({ https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY }: NodeJS.ProcessEnv): boolean {
  return Boolean(https_proxy || HTTPS_PROXY || http_proxy || HTTP_PROXY);
}
