import type { Input, InputWords } from "../material/input-words";
import { shellQuote } from "../material/words";

/** What findings speak of at the command line. */
export const OPTIONS: InputWords = {
  names: {
    certificate: "--certificate",
    privateKey: "--private-key",
    pkcs12: "--pkcs12",
    certificateAuthority: "--certificate-authority",
  },
  given: (files) =>
    Object.entries(files)
      .map(([input, path]) => `${OPTIONS.names[input as Input]} ${shellQuote(path)}`)
      .join(" "),
  passphrase: "--passphrase-env ACME_PASSPHRASE",
};
