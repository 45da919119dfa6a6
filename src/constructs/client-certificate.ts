import { Construct } from "constructs";
import type { CertificateFacts } from "../certificate-facts";
import { ClientCertificateError } from "../errors";
import type { Finding } from "../finding";
import { judgeHost } from "../host/judge-host";
import { type Late, late } from "../late";
import { ANY_SECRET_LEAF, secretFolder, secretNameOf } from "../registry/names";
import type { InspectedMaterial } from "../verdict/inspect-material";
import { inspectMaterial } from "../verdict/verdict";
import type { PassphraseReference } from "../wire/manifest";
import type { Registration } from "../wire/registration";
import { type ClientCertificateProps, checkProps, materialFiles } from "./client-certificate-props";
import type { IClientCertificateRegistry } from "./client-certificate-registry";
import { type CertificateResources, createResources } from "./client-certificate-resources";
import { Declarations } from "./declarations";
import { moveFrom } from "./formerly";
import { sameFramework } from "./framework";
import { type GrantedRole, grantUse } from "./grants";
import { concat } from "./hcl";
import { deploymentMark } from "./kept";
import { modulePath, PlainResource } from "./terraform";

/**
 * A client certificate that API checks present to the hosts it is declared for.
 *
 * The material is read from disk and judged when the construct is made, by a handshake that goes on meanwhile; what is wrong
 * with it stops the synth, together with the faults of every other certificate. The key and its passphrase go to AWS Secrets Manager,
 * everything else to the registry.
 */
export class ClientCertificate extends Construct {
  /** The host pattern, normalised. */
  readonly host: string;
  /** What the certificate says; absent if it cannot be read. */
  readonly facts?: CertificateFacts;
  private readonly nameOfSecret: Late<string | undefined>;
  private readonly registry: IClientCertificateRegistry;
  private readonly formerly: readonly string[];
  private readonly resources?: CertificateResources;

  /** @throws ClientCertificateError `invalid-argument` or `unresolved-token`, for a misuse of the API */
  constructor(scope: Construct, id: string, props: ClientCertificateProps) {
    super(sameFramework(scope, id), id);
    const { addedAt, acknowledged } = checkProps(this, props);
    this.registry = props.registry;
    this.formerly = moveFrom(this, props.formerly);

    // Read and inspect.
    const files = materialFiles(props);
    const { findings: passphraseFindings = [], ...secret } =
      props.passphrase?.read(allowsUncheckedKeys(this), props.privateKeyPath) ?? {};
    const material = inspectMaterial(files, {
      ...secret,
      now: new Date(),
      expiryWarningDays: props.expiryWarningDays,
    });
    const { pattern, findings: hostFindings } = judgeHost(props.host, props);
    this.host = pattern;
    this.facts = material.facts;
    const open = (found: readonly Finding[]) =>
      [...hostFindings, ...explainMissing(passphraseFindings, found)].filter(({ code }) => !acknowledged.has(code));
    const findings = late(() => open(material.findings));
    const sound = late(() => isSound(findings()));

    // Store and register, unless an error stops the synth. The handshake's answer is waited for where it is needed.
    const declarations = Declarations.of(this);
    const order = addedAt === undefined ? declarations.ofRegistry(props.registry.name).length : 0;
    const place = { host: pattern, declaration: this.node.path, addedAt, order };
    const reference = props.passphrase?.reference(this);
    const registration = isSound(open(material.findingsAtOnce))
      ? this.publicHalf(place, material, reference, props.passphrase?.source)
      : undefined;
    this.resources = registration && createResources(this, registration, props, material.secretFile!);
    for (const resource of this.node.children) {
      if (resource instanceof PlainResource) resource.isIncluded = sound;
    }
    const { resources } = this;
    this.nameOfSecret = late(() => (sound() ? resources?.secret.getStringAttribute("name") : undefined));

    const embedded = registration && {
      ...registration,
      registry: props.registry.name,
      files: {
        ["pkcs12Path" in files ? "pkcs12" : "privateKey"]: modulePath(this, material.secretFile!.path),
        passphrase: reference,
      },
    };
    declarations.add(props.registry.name, {
      ...place,
      construct: this,
      acknowledged,
      isUnchecked: [...passphraseFindings, ...material.findingsAtOnce].some(({ code }) => code === "key-unchecked"),
      get findings() {
        return findings();
      },
      get resource() {
        return sound() ? resources?.registration : undefined;
      },
      get registration() {
        return sound() ? embedded : undefined;
      },
    });
  }

  /** Name of the secret that holds the key, as a token; absent while an error stops the synth. Waits for the handshake. */
  get secretName(): string | undefined {
    return this.nameOfSecret();
  }

  /**
   * Lets a role use this certificate: ask the resolver, and read this certificate's secret, also after a renewal. Once or
   * more often for the same role.
   */
  grantUse(role: GrantedRole): void {
    const policy = grantUse(this, {
      registry: this.registry,
      role,
      secretNames: [this.node.path, ...this.formerly].map((path) =>
        concat(secretFolder(this.registry.name, path), deploymentMark(this), `/${ANY_SECRET_LEAF}`),
      ),
      declarations: () =>
        Declarations.of(this)
          .ofRegistry(this.registry.name)
          .filter(({ construct }) => construct === this),
      mark: deploymentMark(this),
    });
    // A renamed certificate has its secret under its new name: the role has to be let in before the registration says so.
    if (policy && this.formerly.length > 0) this.resources?.registration.waitFor(policy);
  }

  private publicHalf(
    place: Pick<Registration, "host" | "declaration" | "addedAt" | "order">,
    { facts, chainPem, certificateAuthority }: InspectedMaterial,
    passphrase: PassphraseReference | undefined,
    passphraseSource: string | undefined,
  ): Registration {
    return {
      ...place,
      ...facts!,
      certificate: chainPem!,
      certificateAuthority,
      secretName: secretNameOf(this.registry.name, place.declaration, facts!.fingerprint256),
      passphraseSecret: passphrase && "secret" in passphrase ? passphrase : undefined,
      passphraseSource,
    };
  }
}

function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== "error");
}

/**
 * Context of an app, or of a part of it, that is synthesised where the passphrases are not, e.g. for a pull request of
 * a fork: a passphrase variable that is not set is then the warning `key-unchecked`. Never by default.
 */
const ALLOW_UNCHECKED_KEYS = "client-certificates:allowUncheckedKeys";

function allowsUncheckedKeys(construct: Construct): boolean {
  const allowed: unknown = construct.node.tryGetContext(ALLOW_UNCHECKED_KEYS);
  if (allowed === undefined || typeof allowed === "boolean") return allowed === true;
  throw new ClientCertificateError("invalid-argument", `the context ${ALLOW_UNCHECKED_KEYS} must be true or false`);
}

/** Where the passphrase was declared but cannot be read, say that, and not what follows from it. */
function explainMissing(passphrase: readonly Finding[], material: readonly Finding[]): readonly Finding[] {
  if (passphrase.length === 0) return material;
  return [...passphrase, ...material.filter(({ code }) => code !== "passphrase-missing")];
}
