import { ClientCertificateError, type ErrorCode } from "../errors";

/** How long a source may take for one answer or one secret, in milliseconds; ours have shorter limits of their own. */
const SOURCE_MS = 30_000;

/**
 * The same, unless it takes too long: nobody waits for ever, whatever a source does.
 *
 * @param what is waited for, for the message
 * @throws ClientCertificateError of that code
 */
export async function withDeadline<T>(work: Promise<T>, code: ErrorCode, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // An error of its own at once would take its stack for each answer that comes in time.
    const fail = () => reject(new ClientCertificateError(code, `${what}: no answer in ${SOURCE_MS} ms`));
    timer = setTimeout(fail, SOURCE_MS).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
