// The rule by which Cypress chooses a client certificate for a request, restated; its own table proves it (test/corpora).
import { Minimatch } from "minimatch";

/** Whether a URL of Cypress's `clientCertificates` is for a request; undefined where Cypress refuses the URL. */
export function cypressMatches(matcher: string, request: string): boolean | undefined {
  const { hostname, port, pathname } = new URL(request);
  if (matcher === "*") return true;
  if (!URL.canParse(matcher)) return undefined;
  const rule = new URL(matcher);
  return (
    new Minimatch(rule.hostname).match(hostname) &&
    (rule.port === "" || rule.port === port) &&
    (rule.pathname === "/" || new Minimatch(withSlash(rule.pathname)).match(withSlash(pathname)))
  );
}

/** The one that is used: the longest path, then the first. */
export function cypressChooses(matchers: readonly string[], request: string): string | undefined {
  const length = (matcher: string) => new URL(matcher).pathname.length;
  return matchers.filter((matcher) => cypressMatches(matcher, request)).sort((a, b) => length(b) - length(a))[0];
}

function withSlash(path: string): string {
  return /[/*]$/.test(path) ? path : `${path}/`;
}
