import type { AgentOptions } from "node:https";
import { ClientCertificateError } from "../errors";
import { CREDENTIAL_OPTIONS } from "../identity/secure-context";
import type { UndiciOptions } from "./undici-options";

/** node:https's own options: maxSockets, timeouts, `lookup` … and those of TLS: `minVersion`, `ca`, `servername` … */
export type HttpsOptions = Omit<AgentOptions, "cert" | "key" | "pfx" | "passphrase" | "secureContext">;

/**
 * Refuses options that a client cannot honour for every host.
 *
 * @throws ClientCertificateError `invalid-argument`
 */
export function checkTlsOptions(options: { readonly undici?: UndiciOptions; readonly https?: HttpsOptions }): void {
  for (const name of ["undici", "https"] as const) {
    if (!["object", "undefined"].includes(typeof options[name])) refuse(name, "is no object of options");
  }
  const { connect, ...undici } = options.undici ?? {};
  if (typeof connect === "function") {
    refuse("undici.connect", "is a function: connections are made here, so give the options of tls.connect");
  }
  if ("factory" in undici) refuse("undici.factory", "cannot be given: what it makes would present no certificate");
  if (connect && "ALPNProtocols" in connect) {
    refuse("undici.connect.ALPNProtocols", "is overwritten by undici: give undici.allowH2");
  }
  for (const name of CREDENTIAL_OPTIONS) {
    if (connect && name in connect) refuseCredentials(`undici.connect.${name}`);
    if (options.https && name in options.https) refuseCredentials(`https.${name}`);
  }
}

/**
 * Whether a request names the certificate that it wants to present.
 *
 * @throws ClientCertificateError `invalid-argument` if it names half of one, which Node would not present
 */
export function hasOwnCertificate(options: AgentOptions): boolean {
  const { secureContext, clientCertEngine, privateKeyEngine } = options;
  const [cert, key, pfx] = [options.cert, options.key, options.pfx].map(isGiven);
  if (pfx || secureContext || clientCertEngine || (cert && (key || privateKeyEngine))) return true;
  if (!cert && !key) return false;
  const [given, missing] = cert ? ["cert", "key"] : ["key", "cert"];
  return refuse(`the request's ${given}`, `is without effect alone: give ${missing}, too, or neither`);
}

/** An empty list holds nothing to present. */
function isGiven(credential: unknown): boolean {
  return Array.isArray(credential) ? credential.some(isGiven) : Boolean(credential);
}

function refuseCredentials(option: string): never {
  return refuse(option, "would take the place of every host's certificate: those are the registry's to give");
}

function refuse(option: string, why: string): never {
  throw new ClientCertificateError("invalid-argument", `${option} ${why}`);
}
