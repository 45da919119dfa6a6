import { statSync } from "node:fs";
import { MAX_DOCUMENT_BYTES, readBounded, reasonOf } from "../bounded-file";
import { ClientCertificateError, messageOf } from "../errors";

/** Files of a synth, and what they were when they were read. */
export class ReadFiles {
  private readonly stamps = new Map<string, string>();

  /**
   * The text of a file; undefined where there is none.
   *
   * @throws ClientCertificateError `invalid-manifest`
   */
  text(file: string): string | undefined {
    const stamp = stampOf(file);
    this.stamps.set(file, stamp);
    if (stamp === NONE) return undefined;
    try {
      return readBounded(file, MAX_DOCUMENT_BYTES).toString("utf8");
    } catch (cause) {
      const message = `${file} cannot be read (${reasonOf(cause)}): run "cdktf synth" again`;
      throw new ClientCertificateError("invalid-manifest", message, { cause });
    }
  }

  /** Whether one of them is another one now, or was not there then. */
  get haveChanged(): boolean {
    return [...this.stamps].some(([file, stamp]) => stampOf(file) !== stamp);
  }
}

const NONE = "none";

function stampOf(file: string): string {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    return status ? `${status.ino} ${status.size} ${status.mtimeMs}` : NONE;
  } catch (error) {
    // Why it cannot be read is told where it is read.
    return messageOf(error);
  }
}
