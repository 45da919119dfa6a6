import { hash } from "node:crypto";
import { codeOf, readBounded } from "../bounded-file";
import { type Finding, finding } from "../finding";

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
  return hash("sha256", bytes);
}

function unreadable(path: string, code: string): Finding {
  if (code === "ENOENT" || code === "ENOTDIR") {
    const hint = PATH_HINTS.find(({ is }) => is.test(path));
    return finding(
      "file-not-found",
      path,
      hint?.what ?? "there is no such file; paths are relative to the working directory",
      hint?.fix ?? "correct the path, or put the file there",
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
  const { what, fix } = REASONS[code] ?? { what: code, fix: "name a file that can be read" };
  return finding("file-unreadable", path, `cannot be read: ${what}`, fix);
}

/** What only a shell or a browser would make of a path. */
const PATH_HINTS: readonly { is: RegExp; what: string; fix: string }[] = [
  {
    is: /^~/,
    what: 'there is no such file: "~" is not expanded, as a shell does it where it is not in quotes',
    fix: "write the whole path, or one relative to the working directory; in code, join(homedir(), …)",
  },
  {
    is: /\$\{?\w+|^%\w+%/,
    what: "there is no such file: variables of the environment are not expanded in a path",
    fix: "put the value of the variable into the path; in code, process.env",
  },
  {
    is: /^[a-z][a-z0-9+.-]+:\/\//i,
    what: "there is no such file: a URL is no path",
    fix: "download the file, and name it by its path",
  },
  {
    is: /^-$/,
    what: "there is no such file: the standard input is not read; deploy reads the file again",
    fix: "write what comes out of it to a file, and name that",
  },
  {
    is: /^[\w.-]+:\d+$/,
    what: "there is no such file: this is a host and its port",
    fix: "name a file; where a server may be given, it is a URL, https:// and the host",
  },
  { is: /^\s|\s$/, what: "there is no such file: the path has white space at its ends", fix: "take it off" },
  { is: /^(["']).*\1$/, what: "there is no such file: the path is in quotes, which count", fix: "take them off" },
  {
    is: /^[^/]*\\/,
    what: "there is no such file: a backslash separates folders on Windows only",
    fix: "write / instead, which works everywhere",
  },
  { is: /[*?]/, what: "there is no such file: a path is no pattern", fix: "name one file" },
];

const DENIED = { what: "permission denied", fix: "give whoever runs this the right to read it" };
const REASONS: Readonly<Record<string, { what: string; fix: string }>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EISDIR: { what: "it is a directory", fix: "name a file in it" },
  ENOTAFILE: {
    what: "it is a pipe, a socket or a device; the file is read again by deploy, so it has to stay",
    fix: "write what comes out of it to a file",
  },
  ELOOP: { what: "its symbolic links lead in a circle", fix: "name the file itself" },
  ENAMETOOLONG: { what: "the name is too long", fix: "name a file, not its contents" },
  ERR_INVALID_ARG_VALUE: { what: "the path has a null byte", fix: "name a file" },
};
