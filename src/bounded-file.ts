import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** To open a pipe would otherwise wait for whoever writes to it. */
const DO_NOT_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a regular file of at most so many bytes, and never waits.
 *
 * @throws an error with the `code` of the system call that failed; `EISDIR`, `ENOTAFILE` (a pipe, a socket or a device)
 * or `EFBIG` for what is not to be read
 */
export function readBounded(path: string, maxBytes: number): Buffer {
  const descriptor = openSync(path, DO_NOT_WAIT);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw status.isDirectory() ? refused("EISDIR") : refused("ENOTAFILE");
    const bytes = Buffer.alloc(Math.min(status.size, maxBytes + 1));
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > maxBytes) throw refused("EFBIG");
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** What a manifest or an inventory of tens of thousands of certificates does not reach. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

const REASONS = {
  EISDIR: "it is a directory",
  ENOTAFILE: "it is a pipe, a socket or a device",
  EFBIG: "it is too large",
} as const;

function refused(code: keyof typeof REASONS): Error {
  return Object.assign(new Error(REASONS[code]), { code });
}
