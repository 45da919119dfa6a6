import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { messageOf } from "./errors";

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
    if (status.size > maxBytes) throw refused("EFBIG");
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

/** Why a file could not be read, in words. */
export function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? messageOf(error);
}

/** The `code` of a failed system call, e.g. `ENOENT`; empty where there is none. */
export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** What a manifest or an inventory of tens of thousands of certificates does not reach. */
export const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; paths are relative to the working directory",
  ENOTDIR: "a part of its path is no directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  ERR_INVALID_ARG_VALUE: "the path has a null byte",
  EISDIR: "it is a directory",
  ENOTAFILE: "it is a pipe, a socket or a device",
  EFBIG: "it is too large",
};

function refused(code: "EISDIR" | "ENOTAFILE" | "EFBIG"): Error {
  return Object.assign(new Error(REASONS[code]), { code });
}
