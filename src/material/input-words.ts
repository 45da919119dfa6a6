/** What is given of a client certificate: files, and a passphrase. */
export type Input = "certificate" | "privateKey" | "pkcs12" | "certificateAuthority";

/** How findings speak of it: in the words of the door at which it was given. */
export interface InputWords {
  readonly names: Readonly<Record<Input, string>>;
  /** Files, as they are to be given. */
  given(files: Partial<Record<Input, string>>): string;
  /** An example of a passphrase, as it is to be given. */
  readonly passphrase: string;
}

/** The props of a declaration. */
export const PROPS: InputWords = {
  names: {
    certificate: "certificatePath",
    privateKey: "privateKeyPath",
    pkcs12: "pkcs12Path",
    certificateAuthority: "certificateAuthorityPath",
  },
  given: (files) =>
    Object.entries(files)
      .map(([input, path]) => `${PROPS.names[input as Input]}: ${JSON.stringify(path)}`)
      .join(", "),
  passphrase: 'passphrase: Passphrase.fromVariable("acme_passphrase")',
};
