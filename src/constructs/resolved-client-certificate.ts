import { Construct } from "constructs";
import { messageOf } from "../errors";
import { hostOf } from "../host/host-name";
import { isFullHost, matchesHost } from "../host/host-pattern";
import { resolverName } from "../registry/names";
import { writeRequest } from "../wire/request";
import { Declarations } from "./declarations";
import { sameFramework } from "./framework";
import { concat, type Hcl, hcl, reference } from "./hcl";
import { kindOf, misuse } from "./misuse";
import { jsonField, PlainDataSource, type PlainResource, refuseToken, TerraformStack } from "./terraform";

export interface ResolveProps {
  /**
   * Whether a host without a certificate is fine: every attribute is then null, which Terraform takes for not set.
   *
   * @default false - the plan stops where the host has no certificate
   */
  readonly allowNone?: boolean;
}

/** What a registry is to those who ask it: by its name, and what has to be there before it can be asked. */
export interface AskedRegistry {
  readonly name: string;
  /** Of the same stack as the one who asks. */
  readonly resources: readonly PlainResource[];
}

/**
 * The certificate that a host gets, as the deployed registry says it: its resolver is asked in each plan, or in the
 * apply where the registry or a certificate for that host is deployed by it. Each attribute is a token.
 */
export class ResolvedClientCertificate extends Construct {
  /** The host that was asked for, normalised. */
  readonly host: string;
  /** The certificate and its chain as PEM, leaf first. */
  readonly certificate: string;
  /** The custom certificate authorities as PEM; null where the declaration has none. */
  readonly certificateAuthority: string;
  /** SHA-256 of the certificate, in upper case with colons. */
  readonly fingerprint256: string;
  /** Name of the secret in AWS Secrets Manager that holds the key. */
  readonly secretName: string;
  /** The subject's name, e.g. `CN=acme-checks, O=Acme`. */
  readonly subject: string;
  /** When the certificate ends, in ISO 8601. */
  readonly notAfter: string;
  /** Path of the construct that declares it. */
  readonly declaration: string;

  constructor(
    scope: Construct,
    id: string,
    host: string,
    registry: AskedRegistry,
    { allowNone = false }: ResolveProps,
  ) {
    super(sameFramework(scope, id), id);
    this.host = oneHost(host);
    const answer = new PlainDataSource(
      this,
      "Answer",
      "aws_lambda_invocation",
      { function_name: resolverName(registry.name), input: writeRequest({ host: this.host, fresh: true }) },
      {
        postcondition: { condition: isAnswer(this.host, allowNone), errorMessage: whyNot(this.host, registry.name) },
        dependsOn: () => [...registry.resources, ...this.declared(registry.name)],
      },
    );
    const result = answer.getStringAttribute("result");
    const field = (name: string, optional = allowNone) => jsonField(result, ["certificate", name], { optional });
    this.certificate = field("certificate");
    this.certificateAuthority = field("certificateAuthority", true);
    this.fingerprint256 = field("fingerprint256");
    this.secretName = field("secretName");
    this.subject = field("subject");
    this.notAfter = field("notAfter");
    this.declaration = field("declaration");
  }

  /** What this stack registers for the host: the answer is not to be had before. */
  private declared(registry: string): PlainResource[] {
    const stack = TerraformStack.of(this);
    return Declarations.of(this)
      .ofRegistry(registry)
      .filter(({ construct, host }) => TerraformStack.of(construct) === stack && matchesHost(host, this.host))
      .flatMap(({ resource }) => resource ?? []);
  }
}

function oneHost(host: string): string {
  refuseToken("the host to resolve", host);
  const name = normalised(host);
  if (isFullHost(name)) return name;
  misuse(`"${host}" is a pattern: resolve asks for one host, e.g. ${name.replace("*", "www")}`, {
    code: "invalid-host",
  });
}

function normalised(host: string): string {
  if (typeof host !== "string") {
    misuse(`the host to resolve is ${kindOf(host)}: name it, e.g. "www.acme.com"`, { code: "invalid-host" });
  }
  try {
    return hostOf(host);
  } catch (error) {
    misuse(messageOf(error), { code: "invalid-host" });
  }
}

/** HCL decides `||` and `&&` with both sides, so that what may be missing is tried. */
function isAnswer(host: string, allowNone: boolean): Hcl {
  const found = allowNone
    ? hcl`contains(keys(${ANSWER}), "certificate")`
    : hcl`length(${ANSWER}.certificate.secretName) > 0`;
  return hcl`try(${ANSWER}.host == ${host} && ${found} && !lookup(${ANSWER}, "stale", false), false)`;
}

/** The resolver's own words where it has some. */
function whyNot(host: string, registry: string): Hcl {
  const subject = `The registry ${registry} has no certificate for ${host}`;
  const unanswered = concat(`The registry ${registry} did not answer for ${host}: `, hcl`${ANSWER}.error.message`);
  const stale = `The table of the registry ${registry} did not answer; what its function remembers of ${host} may be old. Plan again.`;
  const none = `${subject}. Declare one whose host matches it and deploy that first, or pass { allowNone: true } where none is fine.`;
  return concat(hcl`try(${unanswered}, lookup(${ANSWER}, "stale", false) ? ${stale} : ${none}, ${none})`);
}

const ANSWER = hcl`jsondecode(${reference("self.result")})`;
