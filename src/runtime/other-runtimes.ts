import { ClientCertificateError } from "../errors";

/** @throws ClientCertificateError `unsupported-runtime` where undici is not the one of npm, but Bun's own, which is empty */
export function requireUndici(what: string): void {
  if (process.versions.bun !== undefined) throw unsupported(what, "Bun");
}

/**
 * Refuses where dispatchers are ignored, so that requests would be sent without their certificates.
 *
 * @throws ClientCertificateError `unsupported-runtime`
 */
export function requireDispatchers(what: string): void {
  requireUndici(what);
  if (process.versions.deno !== undefined) throw unsupported(what, "Deno");
}

function unsupported(what: string, runtime: "Bun" | "Deno"): ClientCertificateError {
  return new ClientCertificateError(
    "unsupported-runtime",
    `${what} cannot be used in ${runtime}, which would ignore it and send requests without their certificates: use ` +
      `${runtime === "Deno" ? "certificates.fetch, or " : ""}node:https with certificates.agent(), which work there`,
  );
}
