// What the canary runs, see stack.ts: a plain function that AWS's runtime calls, and that fails by throwing.
import { ClientCertificateError, ClientCertificates } from "cdktf-client-certificates/runtime";

const TIMEOUT_MS = 10_000;

export async function handler(): Promise<string> {
  const url = process.env.CHECK_URL!;
  await using certificates = new ClientCertificates({ registry: process.env.REGISTRY! });
  const status = await call(url, certificates);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  return `${url} answered ${status}`;
}

async function call(url: string, certificates: ClientCertificates): Promise<number> {
  try {
    const response = await certificates.fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.text();
    return response.status;
  } catch (error) {
    // fetch says only that it failed; why is its error's cause.
    const cause = (error as Error).cause ?? error;
    throw ClientCertificateError.is(cause) ? new Error(`${url}: ${cause.code}: ${cause.message}`) : error;
  }
}
