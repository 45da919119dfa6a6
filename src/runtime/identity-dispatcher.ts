import { Agent, buildConnector, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { ClientCertificateError, messageOf } from "../errors";
import type { Identity } from "../identity/identity";
import { withoutTls } from "../identity/secure-context";
import { proxiesOf } from "../proxy/environment-proxies";
import type { UndiciOptions } from "./undici-options";
import { type Connector, watchConnector } from "./watched-connection";

/**
 * Makes undici dispatchers, each of which makes connections as one identity, through a proxy if the environment names one.
 * TLS sessions are kept from one dispatcher of an identity to the next.
 *
 * @returns a function that throws ClientCertificateError `invalid-argument` that names the option or the environment variable
 */
export function identityDispatchers({ connect, ...options }: UndiciOptions): (identity: Identity) => Dispatcher {
  const connectors = new WeakMap<Identity, Connector>();
  return (identity) => {
    const proxies = proxiesOf(process.env);
    const tls = { ...identity.tlsOptions(connect ?? {}), allowH2: options.allowH2 };
    try {
      checkOptions(options);
      const connector = connectors.get(identity) ?? buildConnector(tls);
      connectors.set(identity, connector);
      const agentOptions = {
        ...options,
        connect: connector,
        // Where a proxy makes the tunnel, undici makes the connector; here both ways meet.
        factory: (origin: string | URL, originOptions: object) => {
          const { connect, connections } = originOptions as { connect: Connector; connections?: number | null };
          // As undici does: a pool of one would be 16 KB for a queue that nobody is in.
          const Opened = connections === 1 ? Client : Pool;
          return new Opened(origin, { ...originOptions, connect: watchConnector(connect, identity) });
        },
      };
      // The certificate goes to the target, inside the tunnel; the proxy never sees it.
      return proxies
        ? new EnvHttpProxyAgent({ ...agentOptions, ...proxies, requestTls: tls, proxyTls: withoutTls(connect ?? {}) })
        : new Agent(agentOptions);
    } catch (error) {
      throw optionsError(error);
    }
  };
}

/** undici would look at most of them when the first connection is to be made, and at one of them never. */
function checkOptions({ pipelining = 1, ...options }: UndiciOptions): void {
  if (Object.keys(options).length === 0 && pipelining === 1) return;
  if (!Number.isInteger(pipelining) || pipelining < 0) throw new Error("invalid pipelining");
  new Pool("https://localhost", options).destroy();
  new Client("https://localhost", options).destroy();
}

/** undici's own words name the option. */
function optionsError(cause: unknown): ClientCertificateError {
  return new ClientCertificateError("invalid-argument", `the option undici cannot be used: ${messageOf(cause)}`);
}
