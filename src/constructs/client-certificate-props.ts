import type { Construct } from "constructs";
import { FINDING_SEVERITY, type FindingCode, mayBeAcknowledged } from "../finding";
import { isDays, readMoment, secondsOf } from "../moment";
import type { MaterialFiles } from "../verdict/inspect-material";
import { MAX_DECLARATION_BYTES } from "../wire/item";
import type { IClientCertificateRegistry } from "./client-certificate-registry";
import { isProperties, isWholeNumber, type Kind, kindOf, misspelt, misuse, wrongKind } from "./misuse";
import type { Passphrase } from "./passphrase";
import { refuseToken } from "./terraform";

export interface ClientCertificateProps {
  /** The registry that the certificate is added to. */
  readonly registry: IClientCertificateRegistry;
  /** A host name (`api.acme.com`) or a minimatch pattern (`*.acme.com`); see docs/matching.md. */
  readonly host: string;
  /**
   * PEM file with the certificate, then its intermediates; relative to the working directory.
   *
   * @default - `pkcs12Path` is given
   */
  readonly certificatePath?: string;
  /**
   * PEM file with the certificate's private key.
   *
   * @default - `pkcs12Path` is given
   */
  readonly privateKeyPath?: string;
  /**
   * PKCS#12 bundle (`.p12`, `.pfx`) with certificate, key and chain, instead of the two PEM files.
   *
   * @default - `certificatePath` and `privateKeyPath` are given
   */
  readonly pkcs12Path?: string;
  /**
   * PEM file with one or more certificate authorities, by which the server is verified.
   *
   * @default - the usual roots of Node.js
   */
  readonly certificateAuthorityPath?: string;
  /**
   * Where the passphrase of the key is.
   *
   * @default - the key is not encrypted
   */
  readonly passphrase?: Passphrase;
  /**
   * When the certificate was added: an ISO 8601 date, or date and time with a time zone. Of overlapping patterns of
   * the same kind the most recently added wins.
   *
   * @default - the moment of its first deployment, which Terraform keeps in its state
   */
  readonly addedAt?: string;
  /**
   * The path that this declaration had before it was renamed or moved within its stack, e.g. `shop/Old`, as findings
   * write it; or all of them, oldest first. Terraform then moves what is deployed, so that the hosts keep their
   * certificate and their precedence at every moment. It may go once every deployment has it. For a move to another stack
   * see docs/operation.md.
   *
   * @default - it has its first path
   */
  readonly formerly?: string | readonly string[];
  /**
   * Another number writes the secret anew, e.g. after the passphrase was deployed wrong: a whole number, 0 or more.
   *
   * @default 0
   */
  readonly revision?: number;
  /**
   * Accept a pattern that matches hosts of other owners, e.g. `*.com`.
   *
   * @default false
   */
  readonly allowBroadHost?: boolean;
  /**
   * How many days before the certificate expires synth begins to warn.
   *
   * @default 30
   */
  readonly expiryWarningDays?: number;
  /**
   * Warnings that are known and accepted, each with the reason; and `no-client-auth`, for a server that does not look
   * at the purpose of a certificate.
   *
   * @default - every warning is shown
   */
  readonly acknowledge?: readonly Acknowledgement[];
}

export interface Acknowledgement {
  /** Code of a warning, or `no-client-auth`; see docs/findings.md. */
  readonly code: FindingCode;
  /** Why it is accepted, for the reader of the code. */
  readonly reason: string;
}

const PROPS: Readonly<Record<keyof ClientCertificateProps, Kind>> = {
  registry: "other",
  host: "host",
  certificatePath: "path",
  privateKeyPath: "path",
  pkcs12Path: "path",
  certificateAuthorityPath: "path",
  passphrase: "other",
  addedAt: "date",
  formerly: "other",
  revision: "number",
  allowBroadHost: "boolean",
  expiryWarningDays: "number",
  acknowledge: "other",
};

/** What misuse of the API would make of a declaration throws at once; what is wrong on disk is a finding. */
export function checkProps(
  construct: Construct,
  props: ClientCertificateProps,
): { addedAt?: string; acknowledged: ReadonlyMap<string, string> } {
  const problem = problemWith(props) ?? longPath(construct.node.path);
  if (problem !== undefined) misuse(problem, { where: construct.node.path });
  const { host, certificatePath, privateKeyPath, pkcs12Path, certificateAuthorityPath } = props;
  const plain = { host, certificatePath, privateKeyPath, pkcs12Path, certificateAuthorityPath };
  for (const [name, value] of Object.entries(plain)) refuseToken(`[${construct.node.path}] ${name}`, value);
  return {
    addedAt: props.addedAt === undefined ? undefined : secondsOf(readMoment(props.addedAt)!),
    acknowledged: new Map((props.acknowledge ?? []).map(({ code, reason }) => [code, reason])),
  };
}

/** Of what AWS would refuse in the midst of a deploy. */
function longPath(path: string): string | undefined {
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_DECLARATION_BYTES) return undefined;
  return `the path has ${bytes} bytes, and a registry keeps ${MAX_DECLARATION_BYTES}: use shorter ids`;
}

/** In words; undefined where there is none. From JavaScript anything may come. */
function problemWith(props: ClientCertificateProps): string | undefined {
  if (!isProperties(props)) return `the properties are ${kindOf(props)}: give registry, host and the files`;
  const { registry, host, pkcs12Path, certificatePath, privateKeyPath, passphrase, addedAt } = props;
  const unknown = misspelt(props, Object.keys(PROPS));
  if (unknown) return unknown;
  if (typeof registry === "string") {
    return `registry is a text: pass ClientCertificateRegistry.fromName(scope, id, ${JSON.stringify(registry)})`;
  }
  if (!isRegistry(registry)) {
    return `registry is ${kindOf(registry)}: pass a ClientCertificateRegistry, or ClientCertificateRegistry.fromName(…)`;
  }
  if (host === undefined) return 'host is missing: name the host, e.g. "api.acme.com" or "*.acme.com"';
  const wrong = wrongKind(props, PROPS);
  if (wrong) return wrong;
  if (pkcs12Path !== undefined && (certificatePath !== undefined || privateKeyPath !== undefined)) {
    return "give either pkcs12Path, or certificatePath and privateKeyPath, not both";
  }
  if (pkcs12Path === undefined && (certificatePath === undefined || privateKeyPath === undefined)) {
    return "give certificatePath and privateKeyPath, or pkcs12Path";
  }
  if (passphrase !== undefined && !isPassphrase(passphrase)) {
    return `passphrase is ${kindOf(passphrase)}: write where it is, Passphrase.fromVariable(…), fromFile(…) or fromSecret(…); a text would end up in the code`;
  }
  if (addedAt !== undefined && !readMoment(addedAt)) {
    return `addedAt is ${JSON.stringify(addedAt)}; write an ISO 8601 date, e.g. "2026-11-24" or "2026-11-24T09:30:00Z"`;
  }
  return wrongNumber(props) ?? wrongAcknowledgement(props.acknowledge);
}

/** Of whichever copy of this package. */
function isRegistry(value: unknown): value is IClientCertificateRegistry {
  if (typeof value !== "object" || value === null || !("name" in value && "tableName" in value)) return false;
  return typeof value.name === "string" && typeof value.tableName === "string";
}

/** Of whichever copy of this package. */
function isPassphrase(value: unknown): boolean {
  return typeof value === "object" && value !== null && "toTerraform" in value;
}

function wrongNumber({ expiryWarningDays: days, revision }: ClientCertificateProps): string | undefined {
  if (days !== undefined && !isDays(days))
    return `expiryWarningDays is ${days}; it must be a number of days, 0 or more`;
  if (revision !== undefined && !isWholeNumber(revision, 0)) {
    return `revision is ${revision}; it must be a whole number, 0 or more`;
  }
  return undefined;
}

function wrongAcknowledgement(acknowledge: readonly Acknowledgement[] = []): string | undefined {
  if (!Array.isArray(acknowledge)) {
    return `acknowledge is ${kindOf(acknowledge)}; it must be a list, e.g. [{ code: "expires-soon", reason: "…" }]`;
  }
  for (const { code, reason } of acknowledge.map((it: Partial<Acknowledgement> | null) => it ?? {})) {
    if (code === undefined || !(code in FINDING_SEVERITY)) {
      return `acknowledge: ${JSON.stringify(code) ?? "a code that is missing"} is no code; docs/findings.md lists them`;
    }
    if (!mayBeAcknowledged(code)) {
      return `"${code}" is no warning; only warnings and no-client-auth can be acknowledged, errors must be mended`;
    }
    if (typeof reason !== "string" || reason.trim() === "") return `acknowledge ${code} with a reason`;
  }
  return undefined;
}

/** The files of a declaration whose props have been checked. */
export function materialFiles(props: ClientCertificateProps): MaterialFiles {
  const { pkcs12Path, certificateAuthorityPath } = props;
  return pkcs12Path === undefined
    ? { certificatePath: props.certificatePath!, privateKeyPath: props.privateKeyPath!, certificateAuthorityPath }
    : { pkcs12Path, certificateAuthorityPath };
}
