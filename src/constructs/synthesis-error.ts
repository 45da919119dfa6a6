import { ClientCertificateError } from "../errors";
import { printableLines } from "../printable";
import { CallSite } from "./call-site";

export function isSynthesisError(error: unknown): boolean {
  return ClientCertificateError.is(error) && error.code === "synthesis-refused";
}

/**
 * What stops a synth. The message is the whole report; the stack trace is that and the user's line, and Node prints nothing else of
 * it: what is wrong is on disk and in the declarations, not where it is thrown.
 */
export class SynthesisError extends ClientCertificateError {
  constructor(report: string) {
    super("synthesis-refused", "");
    this.message = printableLines(report);
    this.stack = [this.message, new CallSite().frame ?? []].flat().join("\n");
    hideProperties(this);
  }
}

/** Node prints an error's properties below its stack trace; these say nothing more. */
export function hideProperties(error: ClientCertificateError): void {
  for (const name of ["code", "name"]) Object.defineProperty(error, name, { enumerable: false });
}
