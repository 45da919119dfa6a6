import { TooManyRounds } from "../material/derivation-budget";
import type { PassphraseGiven } from "../material/private-key";
import type { MaterialFile } from "../material/read-file";
import { readPkcs12 } from "../pkcs12/container";
import * as say from "../pkcs12/findings";
import { refusalOfNode } from "../pkcs12/opened-by-node";
import { MalformedAsn1 } from "../x509/der";
import { MAC_DIFFERS, type ReadBundle, readAll } from "./pkcs12-bundle";

/** Every certificate of a PKCS#12 bundle, also of one without a key, as for those whom to trust. */
export function certificatesInBundle(file: MaterialFile, given: PassphraseGiven): ReadBundle {
  const none = (finding: ReadBundle["findings"][number]) => ({ certificates: [], findings: [finding] });
  const { path, bytes } = file;
  try {
    const { bags } = readPkcs12(bytes);
    bags.unseal(given.passphrase ?? "");
    const [unsupported] = bags.unsupported;
    if (bags.certificates.length > 0)
      return readAll(
        path,
        bags.certificates.map(({ der }) => der),
      );
    if (unsupported) return none(say.cipherUnsupported(path, unsupported));
    if (bags.locked === 0) return none(say.noCertificate(path));
    const isWrong = refusalOfNode(bytes, given.passphrase) === MAC_DIFFERS;
    return none(
      isWrong ? say.passphraseRefused(path, given) : say.malformed(file, "a part of it cannot be read", given.words),
    );
  } catch (error) {
    if (error instanceof TooManyRounds) return none(say.tooManyRounds(path, error));
    return none(say.malformed(file, error instanceof MalformedAsn1 ? error.message : "it is damaged", given.words));
  }
}
