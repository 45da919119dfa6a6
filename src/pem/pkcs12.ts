import { finding } from "../finding";
import type { ClientMaterial } from "./judge";
import type { PassphraseGiven } from "./private-key";

export function readPkcs12(path: string, _given: PassphraseGiven): ClientMaterial {
  const findings = [finding("pkcs12-malformed", path, "PKCS#12 is not read yet", "use PEM files")];
  return { certificates: [], keyPath: path, inOrder: false, findings };
}
