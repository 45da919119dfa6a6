import { Construct } from "constructs";
import { listed } from "../material/words";
import { allSecretNames, tableName } from "../registry/names";
import { checkKeyArn } from "./aws-names";
import { Declarations } from "./declarations";
import { createExpiryAlarm, type ExpiryAlarmProps } from "./expiry-alarm";
import { moveFrom } from "./formerly";
import { sameFramework } from "./framework";
import { type GrantedRole, grantUse } from "./grants";
import { isProperties, type Kind, kindOf, misspelt, misuse, wrongKind } from "./misuse";
import { createRegistryTable } from "./registry-table";
import { ResolvedClientCertificate, type ResolveProps } from "./resolved-client-certificate";
import { createResolverFunction, type ResolverFunction } from "./resolver-function";
import { watchSynthesis } from "./synthesis-hook";
import { type PlainResource, refuseToken, requireTerraform, TerraformStack } from "./terraform";
import { warnOfTerraformLog } from "./terraform-log";

export interface ClientCertificateRegistryProps {
  /**
   * Name of the registry; its table and function have it, and its secrets begin with it. 3 to 64 letters, digits,
   * `-` and `_`.
   *
   * @default "client-certificates"
   */
  readonly name?: string;
  /**
   * ARN of the KMS key that encrypts table and secrets.
   *
   * @default - keys that AWS manages
   */
  readonly encryptionKeyArn?: string;
  /**
   * Markdown file that lists every certificate that this app declares for the registry, and their overlaps; relative
   * to the working directory, to be committed. Synth writes it; where the environment variable `CI` is set, synth
   * fails instead if it is out of date.
   *
   * @default - no inventory
   */
  readonly inventoryPath?: string;
  /**
   * For how many days the resolver's log is kept; one of the values of CloudWatch Logs.
   *
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * Terraform and AWS refuse to destroy the registry: for one that other stacks use. To destroy it, set it to false,
   * deploy, and then destroy.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
  /**
   * The path that the construct had before it was renamed or moved within its stack, e.g. `platform/Old`; or all of
   * them, oldest first. Terraform then moves the table and the function rather than to make them anew.
   *
   * @default - it has its first path
   */
  readonly formerly?: string | readonly string[];
  /**
   * Tags of every AWS resource of the registry and of its certificates.
   *
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A registry that certificates can be added to, of this stack or deployed by another. */
export interface IClientCertificateRegistry {
  /** Its name, by which other stacks and checks refer to it. */
  readonly name: string;
  /** Name of the DynamoDB table. */
  readonly tableName: string;
  /** ARN of the KMS key that encrypts table and secrets; undefined for keys that AWS manages. */
  readonly encryptionKeyArn?: string;
  /** Tags of every AWS resource of the registry and of its certificates. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Lets a role ask the resolver and read the secrets of this registry; nothing more. */
  grantUse(role: GrantedRole): void;
  /**
   * The certificate that a host gets, by the deployed registry, as attributes for other resources. The role that plans
   * needs `lambda:InvokeFunction` on the registry's function.
   *
   * @param host a host name, e.g. `www.acme.com`, or a URL; no pattern
   * @throws ClientCertificateError `invalid-host` or `unresolved-token`
   */
  resolve(scope: Construct, id: string, host: string, props?: ResolveProps): ResolvedClientCertificate;
}

abstract class RegistryBase extends Construct implements IClientCertificateRegistry {
  abstract readonly tableName: string;
  readonly name: string;
  readonly encryptionKeyArn?: string;
  readonly tags?: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: ClientCertificateRegistryProps) {
    super(sameFramework(scope, id), id);
    checkProps(props, this.node.path);
    this.name = checkName(props.name ?? DEFAULT_NAME);
    this.encryptionKeyArn = props.encryptionKeyArn && checkKeyArn(props.encryptionKeyArn);
    this.tags = props.tags;
    requireTerraform(this);
    watchSynthesis(this);
    warnOfTerraformLog(this);
    moveFrom(this, props.formerly);
    if (props.inventoryPath !== undefined)
      inventoryFile().keepInventory(this, this.name, checkPath(props.inventoryPath));
  }

  grantUse(role: GrantedRole): void {
    grantUse(this, {
      registry: this,
      role,
      secretNames: [allSecretNames(this.name)],
      declarations: () => Declarations.of(this).ofRegistry(this.name),
    });
  }

  resolve(scope: Construct, id: string, host: string, props: ResolveProps = {}): ResolvedClientCertificate {
    const [asking, own] = [TerraformStack.of(scope), TerraformStack.of(this)];
    const elsewhere = asking !== own;
    const resources = elsewhere ? [] : this.deployedHere;
    const resolved = new ResolvedClientCertificate(scope, id, host, { name: this.name, resources }, props);
    if (elsewhere) asking.addDependency(own);
    return resolved;
  }

  /** What has to be deployed before the registry can be asked. */
  protected get deployedHere(): readonly PlainResource[] {
    return [];
  }
}

/**
 * The registry of client certificates, one for each account and region: a DynamoDB table that says which certificate
 * is presented to which host, and a Lambda function that answers by it.
 */
export class ClientCertificateRegistry extends RegistryBase {
  /**
   * A registry that another stack deploys, by its name.
   *
   * @param props `encryptionKeyArn` and `tags`, for the certificates that this stack adds; `inventoryPath`, for those
   * that this app adds; `formerly`, for what it grants
   */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    props: Pick<ClientCertificateRegistryProps, "encryptionKeyArn" | "formerly" | "inventoryPath" | "tags"> = {},
  ): IClientCertificateRegistry {
    return new DeployedRegistry(scope, id, { ...props, name });
  }

  readonly tableName: string;
  /** ARN of the resolver function. */
  readonly resolverArn: string;
  private readonly table: PlainResource;
  private readonly resolver: ResolverFunction;

  constructor(scope: Construct, id: string, props: ClientCertificateRegistryProps = {}) {
    super(scope, id, props);
    this.resolver = createResolverFunction(this, this, props.logRetentionDays ?? 30);
    this.resolverArn = this.resolver.lambda.getStringAttribute("arn");
    this.table = createRegistryTable(this, { ...props, name: this.name }, this.resolver.lambda);
    this.tableName = this.table.getStringAttribute("name");
  }

  protected override get deployedHere(): readonly PlainResource[] {
    // The table comes after the function.
    return [this.table];
  }

  /**
   * Tells a topic before a certificate expires, or one of its chain or its authorities does: once a day the resolver
   * function publishes the days until expiry as CloudWatch metrics (namespace `ClientCertificates`; one metric for
   * each certificate, which AWS bills as such), and an alarm fires when the least of them is below `daysBefore`, and
   * when the report is missing. Call it again for another number of days.
   *
   * @throws ClientCertificateError `invalid-argument` for a `daysBefore` that is no whole number, or given before
   */
  alarmOnExpiry(props: ExpiryAlarmProps): void {
    createExpiryAlarm(this, this, this.table, this.resolver, props);
  }
}

/** Loaded where one is kept. */
function inventoryFile(): typeof import("./inventory-file") {
  return require("./inventory-file") as typeof import("./inventory-file");
}

class DeployedRegistry extends RegistryBase {
  readonly tableName = tableName(this.name);
}

const DEFAULT_NAME = "client-certificates";

const PROPS: Readonly<Record<keyof ClientCertificateRegistryProps, Kind>> = {
  name: "text",
  encryptionKeyArn: "text",
  inventoryPath: "path",
  logRetentionDays: "number",
  deletionProtection: "boolean",
  formerly: "other",
  tags: "texts",
};

function checkProps(props: ClientCertificateRegistryProps, where: string): void {
  const problem = isProperties(props)
    ? (misspelt(props, Object.keys(PROPS)) ?? wrongKind(props, PROPS) ?? wrongRetention(props))
    : `the properties are ${kindOf(props)}: pass an object, e.g. { name: "client-certificates" }`;
  if (problem !== undefined) misuse(problem, { where });
}

/** CloudWatch Logs, API reference, PutRetentionPolicy. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function wrongRetention({ logRetentionDays: days }: ClientCertificateRegistryProps): string | undefined {
  if (days === undefined || RETENTION_DAYS.includes(days)) return undefined;
  return `logRetentionDays is ${days}; CloudWatch Logs keeps logs for ${listed(RETENTION_DAYS.map(String))} days`;
}

function checkName(name: string): string {
  refuseToken("the name of the registry", name);
  if (typeof name !== "string" || !/^[A-Za-z0-9_-]{3,64}$/.test(name)) {
    misuse(
      `${JSON.stringify(name)} cannot name a registry: use 3 to 64 letters, digits, - and _ (a Lambda function and a table have it)`,
    );
  }
  return name;
}

function checkPath(inventoryPath: string): string {
  refuseToken("inventoryPath", inventoryPath);
  if (inventoryPath === "") misuse("inventoryPath is empty: name a file");
  return inventoryPath;
}
