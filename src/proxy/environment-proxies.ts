import { ClientCertificateError } from "../errors";

/** The proxies of the environment, as undici reads them. */
export interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
}

/** Where each proxy may be named; the first that is set counts, for https the other ones where none of its own is. */
const VARIABLES = {
  http: ["http_proxy", "HTTP_PROXY"],
  https: ["https_proxy", "HTTPS_PROXY"],
} as const;

/**
 * The proxies that the environment names, if it names one.
 *
 * @throws ClientCertificateError `invalid-argument` that names the variable
 */
export function proxiesOf(environment: NodeJS.ProcessEnv): Proxies | undefined {
  const [http, https] = [proxyOf(environment, VARIABLES.http), proxyOf(environment, VARIABLES.https)];
  return http || https ? { httpProxy: http, httpsProxy: https || http } : undefined;
}

function proxyOf(environment: NodeJS.ProcessEnv, variables: readonly string[]): string {
  const variable = variables.find((name) => environment[name]);
  const value = variable && environment[variable];
  if (!variable || !value) return "";
  const problem = problemOf(value.trim());
  if (problem === undefined) return value.trim();
  throw new ClientCertificateError("invalid-argument", `the environment variable ${variable} ${problem}`);
}

/** A host and a port, perhaps with a scheme: of a value that may hold a password, nothing is shown. */
const WITHOUT_PASSWORD = /^(?:(?:[a-z][a-z0-9+.-]*:)?\/\/)?[\w.-]+(?::\d+)?\/?$/i;

function problemOf(value: string): string | undefined {
  const shown = WITHOUT_PASSWORD.test(value) ? ` (${value})` : "";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    return `is not the URL of a proxy${shown}: write http://${shown ? value.replace(/^\/+/, "") : "user:password@host:port"}`;
  }
  if (!/^https?:/i.test(value)) {
    return `names a proxy of a kind that is not supported${shown}: http:// and https:// are`;
  }
  if (!isProxyUrl(value)) {
    return (
      `is not the URL of a proxy${shown}: write http://user:password@host:port, with every character of user and ` +
      "password that is neither letter nor digit percent-encoded (# as %23, @ as %40, / as %2F, % as %25)"
    );
  }
  return undefined;
}

function isProxyUrl(value: string): boolean {
  try {
    const { username, password, pathname, search, hash } = new URL(value);
    decodeURIComponent(username);
    decodeURIComponent(password);
    return pathname === "/" && search === "" && hash === "" && !/[#?]/.test(value);
  } catch {
    return false;
  }
}
