import { printable, printableValue } from "../printable";
import type { Probed } from "../probe/probe";
import { describe } from "../probe/probe";
import type { Paint } from "./terminal";

/** For people. */
export function probeReport(probed: readonly Probed[], paint: Paint): string {
  const found = printableValue(probed);
  const refused = found.filter(({ ok }) => !ok).length;
  const summary = `${found.length - refused} of ${found.length} as they should be`;
  return [...found.map((one) => block(one, paint)), paint(refused === 0 ? "green" : "red", summary)].join("\n\n");
}

function block(
  { url, ok, verdict, server, presented, without, strangers, asks, demands, authorities }: Probed,
  paint: Paint,
): string {
  const lines = [`${ok ? paint("green", "ok") : paint("red", "FAILED")} ${paint("bold", url)}`, `  ${verdict}`];
  if (server) {
    lines.push(
      `  server        ${server.subject}, from ${server.issuer}, until ${server.notAfter.slice(0, 10)}${server.trusted ? "" : ", not trusted"}`,
    );
    lines.push(`  TLS           ${server.protocol}, ${server.cipher}`);
  }
  if (presented) {
    lines.push(
      `  certificate   ${presented.declaration}: ${presented.subject}, until ${presented.notAfter.slice(0, 10)}`,
    );
    lines.push(`  chosen        ${presented.reason}`);
  }
  if (without) lines.push(`  without one   ${describe(without)}`);
  if (strangers) {
    lines.push(`  expired one   ${describe(strangers.expired)}`);
    lines.push(`  foreign one   ${describe(strangers.foreign)}`);
  } else lines.push(`  asks for one  ${said(asks)}; demands one: ${said(demands)}`);
  if (authorities && authorities.length > 0)
    lines.push(`  accepts       ${authorities.join("; ")} (as it says in TLS 1.2)`);
  return lines.join("\n");
}

function said(fact: boolean | undefined): string {
  return fact === undefined ? "it does not tell" : fact ? "yes" : "no";
}

/** A JUnit report, as CI systems read it: a test case for each URL. */
export function junit(found: readonly Probed[]): string {
  const cases = found.map(({ url, ok, verdict }) => {
    const failure = ok ? "" : `<failure message="${escapeXml(verdict)}"/>`;
    return `  <testcase classname="client-certificates probe" name="${escapeXml(url)}">${failure}</testcase>\n`;
  });
  const failures = found.filter(({ ok }) => !ok).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="client-certificates probe" tests="${found.length}" failures="${failures}">\n${cases.join("")}</testsuite>\n`;
}

function escapeXml(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
