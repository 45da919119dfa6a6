import { MAX_DOCUMENT_BYTES } from "../bounded-file";
import { ClientCertificateError } from "../errors";

/** The argument that stands for the standard input, as for most tools. */
export const STANDARD_INPUT = "-";

/**
 * All of the standard input.
 *
 * @throws ClientCertificateError `invalid-argument` if it is larger than `maxBytes`
 */
export async function readStandardInput(maxBytes = MAX_DOCUMENT_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) {
      throw new ClientCertificateError("invalid-argument", `the standard input is larger than ${maxBytes} bytes`);
    }
  }
  return Buffer.concat(chunks);
}
