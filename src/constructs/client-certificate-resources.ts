import type { Construct } from "constructs";
import { toItem } from "../wire/item";
import type { Registration } from "../wire/registration";
import type { ClientCertificateProps } from "./client-certificate-props";
import { COMMAND } from "./framework";
import { concat, framework, frameworkMap, type Hcl, hcl, toJson } from "./hcl";
import { moduleFile, PlainResource } from "./terraform";

/** What goes to Secrets Manager: the private key or the PKCS#12 bundle, as it was when it was validated. */
interface SecretFile {
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * The Terraform resources of a certificate. In their order a reader of the registry never sees a registration without
 * its secret: a new secret is there before the registration is switched over, the old one goes after it.
 */
export function createResources(
  scope: Construct,
  registration: Registration,
  props: ClientCertificateProps,
  secretFile: SecretFile,
): void {
  const { registry } = props;
  const lifecycle = { createBeforeDestroy: true };

  const secret = new PlainResource(
    scope,
    "Secret",
    "aws_secretsmanager_secret",
    {
      name: registration.secretName,
      description: `Private key of the client certificate for ${registration.host}`,
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
      secret_string_wo: secretValue(scope, props, secretFile),
      // A key that is encrypted anew keeps its certificate, and so its secret: the version carries the change.
      secret_string_wo_version: Number.parseInt(secretFile.sha256.slice(0, 12), 16),
    },
    { lifecycle, precondition: unchangedSinceSynth(scope, secretFile) },
  );

  new PlainResource(
    scope,
    "Registration",
    "aws_dynamodb_table_item",
    {
      table_name: framework(registry.tableName),
      hash_key: "pk",
      range_key: "sk",
      item: registrationItem(scope, registration),
    },
    { lifecycle, dependsOn: [value] },
  );
}

function secretValue(scope: Construct, { pkcs12Path, passphrase }: ClientCertificateProps, { path }: SecretFile): Hcl {
  const file = moduleFile(scope, path);
  const key = pkcs12Path === undefined ? hcl`privateKey = file(${file})` : hcl`pkcs12 = filebase64(${file})`;
  const expression = passphrase?.toTerraform(scope);
  return expression ? hcl`jsonencode({ ${key}, passphrase = ${expression} })` : hcl`jsonencode({ ${key} })`;
}

function unchangedSinceSynth(scope: Construct, { path, sha256 }: SecretFile) {
  return {
    condition: hcl`filesha256(${moduleFile(scope, path)}) == ${sha256}`,
    errorMessage: `${path} is not the file that was validated: it changed after the synth. Run "${COMMAND} synth" again, or restore it.`,
  };
}

function registrationItem(scope: Construct, { addedAt, order, ...stored }: Registration): Hcl {
  const place = `#${String(order).padStart(6, "0")}`;
  if (addedAt !== undefined) return toJson(toItem(stored, addedAt + place));

  // Keeps the moment of the first deployment, and the order within it, for as long as the host stays the same.
  const added = new PlainResource(
    scope,
    "Added",
    "terraform_data",
    { input: concat(hcl`plantimestamp()`, place), triggers_replace: stored.host },
    { lifecycle: { ignoreChanges: ["input"] } },
  );
  // The sort key begins with it. `input` is known in the plan, `output` is not.
  const { sk, ...item } = toItem(stored, "");
  return toJson({ ...item, sk: { S: concat(added.hcl("input"), sk.S) } });
}
