import { createHash } from "node:crypto";
import type { Construct } from "constructs";
import { secretFolder, secretLeaf } from "../registry/names";
import { SECRET_DESCRIPTION } from "../wire/manifest";
import type { Registration } from "../wire/registration";
import type { ClientCertificateProps } from "./client-certificate-props";
import { COMMAND } from "./framework";
import { concat, framework, frameworkMap, type Hcl, hcl } from "./hcl";
import { deploymentMark } from "./kept";
import { createRegistration } from "./registration-resource";
import { moduleFile, PlainResource } from "./terraform";

/** What goes to Secrets Manager: the private key or the PKCS#12 bundle, as it was when it was validated. */
interface SecretFile {
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface CertificateResources {
  readonly secret: PlainResource;
  readonly registration: PlainResource;
}

/**
 * The Terraform resources of a certificate. In their order a reader of the registry never sees a registration without
 * its secret: a new secret is there before the registration is switched over, the old one goes after it.
 *
 * @returns those that others refer to
 */
export function createResources(
  scope: Construct,
  registration: Registration,
  props: ClientCertificateProps,
  secretFile: SecretFile,
): CertificateResources {
  const { registry } = props;
  const { declaration, fingerprint256 } = registration;
  const name = concat(
    secretFolder(registry.name, declaration),
    deploymentMark(scope),
    `/${secretLeaf(fingerprint256)}`,
  );
  const lifecycle = { createBeforeDestroy: true };
  const file = moduleFile(scope, secretFile.path);

  const secret = new PlainResource(
    scope,
    "Secret",
    "aws_secretsmanager_secret",
    {
      name,
      description: `${SECRET_DESCRIPTION}${registration.host}`,
      // The files are the backup; a removed certificate must be free to come back under the same name.
      recovery_window_in_days: 0,
      kms_key_id: registry.encryptionKeyArn && framework(registry.encryptionKeyArn),
      tags: frameworkMap(registry.tags),
    },
    { lifecycle },
  );

  const value = new PlainResource(
    scope,
    "SecretVersion",
    "aws_secretsmanager_secret_version",
    {
      secret_id: secret.hcl("id"),
      secret_string_wo: secretValue(scope, props, file),
      secret_string_wo_version: secretVersion(scope, props, secretFile),
    },
    { lifecycle, precondition: unchangedSinceSynth(file, secretFile) },
  );

  const table = framework(registry.tableName);
  return {
    secret,
    registration: createRegistration(scope, registration, { secretName: name, table, dependsOn: [value] }),
  };
}

/**
 * Terraform writes the value when this number changes: a key that is encrypted anew keeps its certificate, and so its
 * secret. Of a passphrase it holds where it comes from; nothing that is made of the passphrase may be in the output.
 */
function secretVersion(
  scope: Construct,
  { passphrase, revision = 0 }: ClientCertificateProps,
  { sha256 }: SecretFile,
): number {
  const source = JSON.stringify([sha256, passphrase?.reference(scope) ?? null, revision]);
  return Number.parseInt(createHash("sha256").update(source).digest("hex").slice(0, 12), 16);
}

function secretValue(scope: Construct, { pkcs12Path, passphrase }: ClientCertificateProps, file: Hcl): Hcl {
  const key = pkcs12Path === undefined ? hcl`privateKey = file(${file})` : hcl`pkcs12 = filebase64(${file})`;
  const expression = passphrase?.toTerraform(scope);
  return expression ? hcl`jsonencode({ ${key}, passphrase = ${expression} })` : hcl`jsonencode({ ${key} })`;
}

function unchangedSinceSynth(file: Hcl, { path, sha256 }: SecretFile) {
  return {
    condition: hcl`filesha256(${file}) == ${sha256}`,
    errorMessage: `${path} is not the file that was validated: it changed after the synth. Run "${COMMAND} synth" again, or restore it.`,
  };
}
