import type { Construct } from "constructs";
import { ClientCertificate } from "../constructs/client-certificate";
import { type Declaration, Declarations } from "../constructs/declarations";
import { TerraformStack } from "../constructs/terraform";
import { ClientCertificateError } from "../errors";
import { hostOf } from "../host/host-name";
import { type Ranked, rank } from "../host/rank";

export interface ResolveExpectation {
  /** The certificate, or the end of its construct path, e.g. `Acme` or `quickstart/Acme`. @default - any certificate */
  readonly to?: string | ClientCertificate;
  /** Name of the registry; needed only where an app uses several. @default - the app's only registry */
  readonly registry?: string;
}

/** The matcher `toResolve`. */
export function toResolve(received: Construct, target: string, { to, registry }: ResolveExpectation = {}) {
  const host = hostOf(target);
  const ranking = rank(host, declared(received, registry ?? onlyRegistry(received)));
  const winner = ranking.find((entry) => entry.rank === 1)?.registration;
  const pass = winner !== undefined && (to === undefined || isMeant(winner, to));
  return {
    pass,
    message: () =>
      [
        `expected ${host} ${pass ? "not " : ""}to get ${to === undefined ? "a certificate" : `the certificate of ${nameOf(to)}`}`,
        `it gets ${winner ? `that of ${winner.declaration} (${winner.host})` : "none"}`,
        ...(ranking.length === 0 ? ["no certificate is declared"] : ["", ...ranking.map(candidate)]),
      ].join("\n"),
  };
}

/** An app stands for all of its stacks, a stack for the registry of its account and region. */
function declared(scope: Construct, registry: string): readonly Declaration[] {
  const declarations = Declarations.of(scope);
  const stack = scope.node.scopes.find(TerraformStack.isStack);
  return stack ? declarations.ofDeployment(registry, stack) : declarations.ofRegistry(registry);
}

function onlyRegistry(scope: Construct): string {
  const names = Declarations.of(scope).registries();
  if (names.length > 1) {
    throw new ClientCertificateError(
      "invalid-argument",
      `the app adds to several registries: say which, { registry: "${names[0]}" } or one of ${names.slice(1).join(", ")}`,
    );
  }
  return names[0] ?? "";
}

function isMeant({ declaration, construct }: Declaration, to: string | ClientCertificate): boolean {
  return typeof to === "string" ? `/${declaration}`.endsWith(`/${to}`) : construct === to;
}

function nameOf(to: string | ClientCertificate): string {
  return to instanceof ClientCertificate ? to.node.path : String(to);
}

function candidate({ rank: place, registration, reason }: Ranked<Declaration>): string {
  return `  ${place === null ? " -" : `${place}.`} ${registration.declaration} (${registration.host}): ${reason}`;
}
