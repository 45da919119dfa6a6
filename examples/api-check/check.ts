// The check itself: it knows nothing of AWS, nor of where certificates come from.
import { ClientCertificateError, type ClientCertificates } from "cdktf-client-certificates/runtime";
import { fetch } from "undici";

/** What is called; the environment may say otherwise, with commas between the URLs. */
export const URLS = (process.env.CHECK_URLS ?? "https://api.acme.com/health").split(",");

const TIMEOUT_MS = 10_000;

export interface Checked {
  readonly url: string;
  readonly status?: number;
  /** Why the check failed, if it did. */
  readonly error?: string;
}

export class CheckFailed extends Error {
  override readonly name = "CheckFailed";

  constructor(failed: readonly Checked[]) {
    super(failed.map(({ url, error }) => `${url}: ${error}`).join("\n"));
  }
}

/** Calls every URL, with the certificate that its host gets. */
export async function check(urls: readonly string[], certificates: ClientCertificates): Promise<Checked[]> {
  const checked = await Promise.all(urls.map((url) => call(url, certificates)));
  for (const one of checked) console.log(JSON.stringify(one));
  const failed = checked.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new CheckFailed(failed);
  return checked;
}

async function call(url: string, certificates: ClientCertificates): Promise<Checked> {
  try {
    const dispatcher = certificates.dispatcher();
    const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.text();
    return { url, status: response.status, ...(!response.ok && { error: `answered ${response.status}` }) };
  } catch (error) {
    return { url, error: reason(error) };
  }
}

/** fetch says only that it failed; why is its error's cause. */
function reason(error: unknown): string {
  const cause = (error as Error).cause ?? error;
  return ClientCertificateError.is(cause) ? `${cause.code}: ${cause.message}` : String(cause);
}
