import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import type { Identity } from "./identity";
import type { UndiciOptions } from "./undici-options";
import { type Connector, watchConnector } from "./watched-connection";

/** What undici makes for an origin, given the options of its agent; the connector among them is watched already. */
export type PoolFactory = (origin: string | URL, options: { readonly connect: Connector }) => Dispatcher;

/** The undici dispatcher that makes connections as one identity, through a proxy if the environment names one. */
export function createIdentityDispatcher(
  identity: Identity,
  { connect, ...options }: UndiciOptions,
  createPool: PoolFactory = (origin, poolOptions) => new Pool(origin, poolOptions),
): Dispatcher {
  const tls = { ...connect, ...identity.tlsOptions, allowH2: options.allowH2 };
  const agentOptions = {
    ...options,
    connect: buildConnector(tls),
    // Where a proxy makes the tunnel, undici makes the connector; the pool is where both ways meet.
    factory: (origin: string | URL, poolOptions: object) => {
      const { connect } = poolOptions as { connect: Connector };
      return createPool(origin, { ...poolOptions, connect: watchConnector(connect, identity) });
    },
  };
  return hasProxy(process.env)
    ? // The certificate goes to the target, inside the tunnel; the proxy never sees it.
      new EnvHttpProxyAgent({ ...agentOptions, requestTls: tls, proxyTls: connect })
    : new Agent(agentOptions);
}

/** Whether the environment names a proxy, as undici reads it. */
export function hasProxy({ https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY }: NodeJS.ProcessEnv): boolean {
  return Boolean(https_proxy || HTTPS_PROXY || http_proxy || HTTP_PROXY);
}
