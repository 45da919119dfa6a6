import { realpathSync } from "node:fs";
import platform, { type PlatformPath } from "node:path";

/**
 * A file's path from a directory, as the system follows it, with forward slashes: relative, so that it is the same on
 * every machine, or absolute on another drive of Windows, where there is no relative one. Where the directory, which
 * need not be there yet, is reached through a symbolic link, ".." leads out of the place that the link points to.
 */
export function pathFrom(
  { directory, real = realDirectory(directory) }: { directory: string; real?: string },
  file: string,
  path: PlatformPath = platform,
): string {
  const to = path.resolve(file);
  const target = real === path.resolve(directory) ? to : path.join(realDirectory(path.dirname(to)), path.basename(to));
  return path.relative(real, target).split(path.sep).join("/");
}

/** Whether it is a path that begins at the root or at a drive, of either kind of system. */
export function isAbsolutePath(file: string): boolean {
  return platform.win32.isAbsolute(file) || platform.posix.isAbsolute(file);
}

/** What `pathFrom` takes, for many files. */
export function withRealPath(directory: string): { readonly directory: string; readonly real: string } {
  return { directory, real: realDirectory(directory) };
}

/** As much of it as is there, without symbolic links. */
function realDirectory(directory: string): string {
  const whole = platform.resolve(directory);
  try {
    return realpathSync.native(whole);
  } catch {
    const parent = platform.dirname(whole);
    return parent === whole ? whole : platform.join(realDirectory(parent), platform.basename(whole));
  }
}
