import { ClientCertificateError, messageOf } from "../errors";
import type { Severity } from "../finding";
import type { CertificateSource } from "../identity/certificate-source";
import { privateKeyOf } from "../identity/identity";
import { inspectRegistered } from "../verdict/inspect-registered";
import type { Registration } from "../wire/registration";

/** Something that is wrong, or may become wrong, with a registration. */
export interface Problem {
  /** Of a finding (docs/findings.md) or of an error (docs/runtime.md). */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string;
}

export interface Verified {
  readonly host: string;
  readonly declaration: string;
  readonly notAfter: string;
  readonly ok: boolean;
  readonly problems: readonly Problem[];
}

export interface VerifyOptions {
  readonly now: Date;
  readonly expiryWarningDays?: number;
}

/** Whether a check that may read the secret of a registration can work with it, and whether it alone is for its host. */
export async function verifyRegistration(
  registration: Registration,
  source: Pick<CertificateSource, "secret">,
  others: readonly Registration[],
  options: VerifyOptions,
): Promise<Verified> {
  const { host, declaration, notAfter } = registration;
  const problems = [...(await materialProblems(registration, source, options)), ...sameHost(registration, others)];
  return { host, declaration, notAfter, ok: problems.every(({ severity }) => severity !== "error"), problems };
}

async function materialProblems(
  registration: Registration,
  source: Pick<CertificateSource, "secret">,
  options: VerifyOptions,
): Promise<Problem[]> {
  const { certificate, certificateAuthority, declaration: name } = registration;
  try {
    const key = privateKeyOf(registration, await source.secret(registration));
    const findings = inspectRegistered({ name, chainPem: certificate, certificateAuthority, key }, options);
    return findings.map(({ code, severity, message, fix }) => ({ code, severity, message, fix }));
  } catch (error) {
    const code = ClientCertificateError.is(error) ? error.code : "secret-unreadable";
    return [{ code, severity: "error", message: messageOf(error) }];
  }
}

function sameHost(registration: Registration, others: readonly Registration[]): Problem[] {
  const rivals = others.filter((other) => other !== registration && other.host === registration.host);
  return rivals.map(({ declaration }) => ({
    code: "host-duplicate",
    severity: "error",
    message: `${declaration} declares ${registration.host}, too`,
    fix: "remove one of the two declarations, which may be in different apps",
  }));
}
