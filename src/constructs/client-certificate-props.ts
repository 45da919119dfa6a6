import type { Construct } from "constructs";
import { ClientCertificateError } from "../errors";
import { type FindingCode, mayBeAcknowledged } from "../finding";
import { readMoment, secondsOf } from "../moment";
import type { MaterialFiles } from "../verdict/inspect-material";
import type { IClientCertificateRegistry } from "./client-certificate-registry";
import type { Passphrase } from "./passphrase";
import { refuseToken } from "./terraform";

export interface ClientCertificateProps {
  /** The registry that the certificate is added to. */
  readonly registry: IClientCertificateRegistry;
  /** A host name (`api.acme.com`) or a minimatch pattern (`*.acme.com`); see docs/matching.md. */
  readonly host: string;
  /** PEM file with the certificate, then its intermediates; relative to the working directory. Not with `pkcs12Path`. */
  readonly certificatePath?: string;
  /** PEM file with the certificate's private key. Not with `pkcs12Path`. */
  readonly privateKeyPath?: string;
  /** PKCS#12 bundle (`.p12`, `.pfx`) with certificate, key and chain, instead of the two PEM files. */
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

/** What misuse of the API would make of a declaration throws at once; what is wrong on disk is a finding. */
export function checkProps(
  construct: Construct,
  props: ClientCertificateProps,
): { addedAt?: string; acknowledged: ReadonlySet<string> } {
  const { pkcs12Path, certificatePath, privateKeyPath, certificateAuthorityPath, host } = props;
  const plain = { host, certificatePath, privateKeyPath, pkcs12Path, certificateAuthorityPath };
  for (const [name, value] of Object.entries(plain)) refuseToken(`[${construct.node.path}] ${name}`, value);
  const misuse = (message: string) =>
    new ClientCertificateError("invalid-argument", `[${construct.node.path}] ${message}`);
  if (pkcs12Path !== undefined && (certificatePath !== undefined || privateKeyPath !== undefined)) {
    throw misuse("give either pkcs12Path, or certificatePath and privateKeyPath, not both");
  }
  if (pkcs12Path === undefined && (certificatePath === undefined || privateKeyPath === undefined)) {
    throw misuse("give certificatePath and privateKeyPath, or pkcs12Path");
  }
  const days = props.expiryWarningDays;
  if (days !== undefined && !(Number.isFinite(days) && days >= 0)) {
    throw misuse(`expiryWarningDays is ${days}; it must be a number of days, 0 or more`);
  }
  const { revision } = props;
  if (revision !== undefined && !(Number.isSafeInteger(revision) && revision >= 0)) {
    throw misuse(`revision is ${revision}; it must be a whole number, 0 or more`);
  }
  for (const { code, reason } of props.acknowledge ?? []) {
    if (!mayBeAcknowledged(code)) {
      throw misuse(
        `"${code}" is no warning; only warnings and no-client-auth can be acknowledged, errors must be mended`,
      );
    }
    if (reason.trim() === "") throw misuse(`acknowledge ${code} with a reason`);
  }
  return {
    addedAt: props.addedAt === undefined ? undefined : moment(props.addedAt, misuse),
    acknowledged: new Set((props.acknowledge ?? []).map(({ code }) => code)),
  };
}

/** The files of a declaration whose props have been checked. */
export function materialFiles(props: ClientCertificateProps): MaterialFiles {
  const { pkcs12Path, certificateAuthorityPath } = props;
  return pkcs12Path === undefined
    ? { certificatePath: props.certificatePath!, privateKeyPath: props.privateKeyPath!, certificateAuthorityPath }
    : { pkcs12Path, certificateAuthorityPath };
}

/** ISO 8601, UTC, to the second, as Terraform's plantimestamp() writes it: the two sort as text. */
function moment(addedAt: string, misuse: (message: string) => Error): string {
  const date = readMoment(addedAt);
  if (!date) {
    throw misuse(`addedAt is "${addedAt}"; write an ISO 8601 date, e.g. "2026-11-24" or "2026-11-24T09:30:00Z"`);
  }
  return secondsOf(date);
}
