import { createHash } from "node:crypto";
import { codeOf, readBounded } from "../bounded-file";
import { type Finding, finding } from "../finding";
import { shellQuote } from "./words";

/** A file of certificates or a key is some kilobytes; what is larger than this was named by mistake. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** A file as it was read, once. */
export interface MaterialFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Reads a file, at most MAX_FILE_BYTES of it, or says why it cannot be read. */
export function readMaterial(path: string): MaterialFile | Finding {
  try {
    return { path, bytes: readBounded(path, MAX_FILE_BYTES) };
  } catch (error) {
    return unreadable(path, codeOf(error) || "unknown error");
  }
}

/** What deploy compares the file with, so that it stores what was inspected. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function unreadable(path: string, code: string): Finding {
  if (code === "ENOENT" || code === "ENOTDIR") {
    return finding(
      "file-not-found",
      path,
      "there is no such file; paths are relative to the working directory",
      `correct the path, or put the file there (this shows what is: ls -l ${shellQuote(directoryOf(path))})`,
    );
  }
  if (code === "EFBIG") {
    return finding(
      "file-too-large",
      path,
      `larger than ${MAX_FILE_BYTES / 1024} KB; certificates and keys take a few kilobytes`,
      "name the file that holds the certificate or the key itself",
    );
  }
  const reason = REASONS[code] ?? code;
  return finding(
    "file-unreadable",
    path,
    `cannot be read: ${reason}`,
    `see who may read it: ls -ld ${shellQuote(path)}`,
  );
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory",
  ENOTAFILE: "it is a pipe, a socket or a device; the file is read again by deploy, so it has to stay",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  ERR_INVALID_ARG_VALUE: "the path has a null byte",
};

function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? (slash === 0 ? "/" : ".") : path.slice(0, slash);
}
