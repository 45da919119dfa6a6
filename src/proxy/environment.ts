import { STORE_PASSWORD } from "./key-store";
import type { TrustFiles } from "./trust-files";

/**
 * The environment that makes a command use the proxy and trust it. Each variable stands in the documentation of who
 * reads it: curl, wget, OpenSSL, Node.js, Python requests, the AWS tools, git, pip, Deno, Cargo, gRPC, Java.
 */
export function proxyEnvironment(url: string, trust: TrustFiles, env: NodeJS.ProcessEnv): Record<string, string> {
  return {
    HTTPS_PROXY: url,
    https_proxy: url,
    // Whatever the command was told to reach directly may have a certificate, too.
    NO_PROXY: "",
    no_proxy: "",
    NODE_USE_ENV_PROXY: "1",
    // Added to the roots of Node and Deno; the others have theirs replaced.
    NODE_EXTRA_CA_CERTS: trust.bundle,
    DENO_CERT: trust.bundle,
    SSL_CERT_FILE: trust.bundle,
    CURL_CA_BUNDLE: trust.bundle,
    REQUESTS_CA_BUNDLE: trust.bundle,
    AWS_CA_BUNDLE: trust.bundle,
    GIT_SSL_CAINFO: trust.bundle,
    PIP_CERT: trust.bundle,
    CARGO_HTTP_CAINFO: trust.bundle,
    WGETRC: trust.wgetSettings,
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: trust.bundle,
    JAVA_TOOL_OPTIONS: [env.JAVA_TOOL_OPTIONS, ...javaOptions(new URL(url), trust)].filter(Boolean).join(" "),
  };
}

function javaOptions({ hostname, port }: URL, { keyStore }: TrustFiles): string[] {
  return [
    `-Dhttps.proxyHost=${hostname}`,
    `-Dhttps.proxyPort=${port}`,
    "-Dhttp.nonProxyHosts=",
    // Java refuses to send a password to a proxy for a tunnel, unless told otherwise.
    "-Djdk.http.auth.tunneling.disabledSchemes=",
    `-Djavax.net.ssl.trustStore=${keyStore}`,
    "-Djavax.net.ssl.trustStoreType=JKS",
    `-Djavax.net.ssl.trustStorePassword=${STORE_PASSWORD}`,
  ];
}

/** As lines for a POSIX shell. */
export function toExports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
