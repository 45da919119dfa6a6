import { checkVersion, Fields, list, Place, parseJson, type Reader, text, word } from "./fields";
import { type Registration, readRegistration, readSecretReference, type SecretReference } from "./registration";
import { readWarning, type Warning } from "./warning";

/** The file that synth writes beside each stack's cdk.tf.json: the embedded registry. */
export const MANIFEST_FILE = "client-certificates.json";

const VERSION = 1;

/** Where synth found a passphrase, and where the embedded registry finds it again. Never the passphrase. */
export type PassphraseReference = { readonly variable: string } | { readonly file: string } | SecretReference;

/** The files that hold the secret half; paths are relative to the manifest. */
export interface SecretFiles {
  readonly privateKey?: string;
  readonly pkcs12?: string;
  readonly passphrase?: PassphraseReference;
}

/** A registration together with the files that it was made from. */
export interface EmbeddedRegistration extends Registration {
  readonly registry: string;
  readonly files: SecretFiles;
  /** What synth warned of; not known of a manifest that an older release wrote. */
  readonly warnings?: readonly Warning[];
}

export interface Manifest {
  readonly version: typeof VERSION;
  readonly registrations: readonly EmbeddedRegistration[];
}

export function writeManifest(registrations: readonly EmbeddedRegistration[]): string {
  const manifest: Manifest = { version: VERSION, registrations };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * The registrations of a manifest.
 *
 * @param file its name, for the message of an error
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readManifest(value: unknown, file: string): EmbeddedRegistration[] {
  const at = manifestPlace(file);
  checkVersion(value, VERSION, at);
  return Fields.of(value, at).read("registrations", list(readEmbedded));
}

/** The same, of the file's text. */
export function parseManifest(json: string, file: string): EmbeddedRegistration[] {
  return readManifest(parseJson(json, manifestPlace(file)), file);
}

/**
 * The directories of the stacks that cdktf's own manifest.json lists, relative to it.
 *
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readStackDirectories(json: string, file: string): string[] {
  const at = manifestPlace(file);
  const stacks = Fields.of(parseJson(json, at), at).read("stacks", Fields.of);
  return stacks
    .entries((stack, place) => Fields.of(stack, place).read("workingDirectory", word))
    .map(([, directory]) => directory);
}

/** What Terraform says of a certificate's secret begins with this. */
export const SECRET_DESCRIPTION = "Private key of the client certificate for ";

/**
 * Names of the certificates' secrets that a stack's cdk.tf.json declares.
 *
 * @throws ClientCertificateError `invalid-manifest`
 */
export function readDeclaredSecrets(json: string, file: string): string[] {
  const at = manifestPlace(file);
  const secrets = Fields.of(parseJson(json, at), at)
    .optional("resource", Fields.of)
    ?.optional("aws_secretsmanager_secret", Fields.of);
  const ours = secrets?.entries((secret, place) => {
    const fields = Fields.of(secret, place);
    const isOurs = fields.optional("description", text)?.startsWith(SECRET_DESCRIPTION);
    return isOurs ? fields.read("name", word) : undefined;
  });
  return ours?.flatMap(([, name]) => name?.replace(DEPLOYMENT_MARK, "") ?? []) ?? [];
}

/** A part of the name that only Terraform knows; a manifest does without it. */
const DEPLOYMENT_MARK = /\$\{[^}]*\}\//;

function manifestPlace(file: string): Place {
  return new Place({ name: file, code: "invalid-manifest", fix: 'Run "cdktf synth" again' });
}

const readEmbedded: Reader<EmbeddedRegistration> = (value, at) => {
  const fields = Fields.of(value, at);
  return {
    ...readRegistration(value, at),
    registry: fields.read("registry", word),
    files: fields.read("files", readFiles),
    warnings: fields.optional("warnings", list(readWarning)),
  };
};

const readFiles: Reader<SecretFiles> = (value, at) => {
  const fields = Fields.of(value, at);
  return {
    privateKey: fields.optional("privateKey", word),
    pkcs12: fields.optional("pkcs12", word),
    passphrase: fields.optional("passphrase", readPassphraseReference),
  };
};

const readPassphraseReference: Reader<PassphraseReference> = (value, at) => {
  const fields = Fields.of(value, at);
  const variable = fields.optional("variable", word);
  if (variable !== undefined) return { variable };
  const file = fields.optional("file", word);
  return file === undefined ? readSecretReference(value, at) : { file };
};
