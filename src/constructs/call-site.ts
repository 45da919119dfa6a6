import { dirname, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What is neither in this package, nor installed, nor of Node is the user's code. */
const PACKAGE = dirname(__dirname) + sep;
const INSTALLED = `${sep}node_modules${sep}`;

const DEPTH = 30;

const FRAME = /^ {4}at (?:.*\()?(.+?):(\d+):(\d+)\)?$/;

/** The line of the user's code that a constructor or a function of this package was called from. */
export class CallSite {
  private readonly error: Error;

  constructor() {
    const { stackTraceLimit } = Error;
    // The framework's own calls are between.
    Error.stackTraceLimit = DEPTH;
    this.error = new Error();
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** `main.ts:14`, relative to the working directory; undefined where there is none. To be read only where it is shown. */
  get line(): string | undefined {
    const frame = this.userFrame();
    return frame && `${frame.file}:${frame.line}`;
  }

  /** As a stack trace has it. */
  get frame(): string | undefined {
    const frame = this.userFrame();
    return frame && `    at ${frame.path}:${frame.line}:${frame.column}`;
  }

  private userFrame() {
    for (const text of this.error.stack?.split("\n") ?? []) {
      const [, where = "", line, column] = FRAME.exec(text) ?? [];
      const path = where.startsWith("file:") ? fileURLToPath(where) : where;
      if (!isAbsolute(path) || path.startsWith(PACKAGE) || path.includes(INSTALLED)) continue;
      const fromHere = relative("", path);
      return { path, file: fromHere.startsWith("..") ? path : fromHere, line, column };
    }
    return undefined;
  }
}
