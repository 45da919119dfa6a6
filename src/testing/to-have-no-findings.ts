import type { Construct } from "constructs";
import { Declarations } from "../constructs/declarations";
import { formatFinding } from "../finding";

/** The matcher `toHaveNoFindings`. */
export function toHaveNoFindings(received: Construct) {
  const declarations = Declarations.of(received);
  const below = declarations.all().filter(({ construct }) => construct.node.scopes.includes(received));
  const found = below.flatMap((declaration) =>
    declarations
      .verdict(declaration)
      .findings.filter(({ code }) => !declaration.acknowledged.has(code))
      .map((finding) => `[${declaration.declaration}] ${formatFinding(finding)}`),
  );
  const pass = found.length === 0;
  const where = received.node.path === "" ? "the app" : received.node.path;
  const certificates = `${below.length} ${below.length === 1 ? "certificate" : "certificates"}`;
  return {
    pass,
    message: () =>
      pass
        ? `expected findings for the ${certificates} of ${where}; there is none`
        : [`expected no findings for the ${certificates} of ${where}; there are`, "", ...found].join("\n"),
  };
}
