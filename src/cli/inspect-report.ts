import type { Finding } from "../finding";
import { keyName } from "../inventory/key-name";
import { validityAt } from "../inventory/status";
import { printable } from "../printable";
import type { InspectedCertificate } from "../verdict/inspect-certificates";
import { describeFinding } from "./check-report";
import { columns, displayWidth } from "./table";
import { type Paint, STATUS_STYLE } from "./terminal";

interface Inspected {
  readonly certificates: readonly InspectedCertificate[];
  readonly findings: readonly Finding[];
  readonly passedOver: number;
}

interface ReportOptions {
  readonly now: Date;
  readonly paint: Paint;
  readonly width: number;
  readonly table?: boolean;
}

/** The certificates for people: a block for each; or a line for each, where the terminal is wide enough. */
export function inspectReport({ certificates, findings, passedOver }: Inspected, options: ReportOptions): string {
  const { paint, table } = options;
  const lines = table && certificates.length > 0 ? tableLines(certificates, options) : undefined;
  return [
    ...(lines ? [lines.join("\n")] : certificates.map((one) => block(one, options))),
    ...findings.map((found) => describeFinding(found, paint)),
    ...(certificates.length === 0 && findings.length === 0 ? ["No certificate was found."] : []),
    ...(passedOver > 0 ? [`Without a certificate: ${passedOver} ${passedOver === 1 ? "file" : "files"}`] : []),
  ].join("\n\n");
}

function block(certificate: InspectedCertificate, { now, paint }: ReportOptions): string {
  const { status, words } = validityAt(certificate, now);
  const { file, place, names, notBefore, notAfter } = certificate;
  const lines = columns([
    ["  subject", certificate.subject],
    ["  issuer", certificate.issuer],
    ...names.map((name, i) => [i === 0 ? "  names" : "", name]),
    ["  serial number", certificate.serialNumber],
    ["  SHA-256", certificate.fingerprint256],
    ["  key", keyName(certificate)],
    ["  valid", `${notBefore || "?"} to ${notAfter || "?"} (${words})`],
  ]);
  const valid = lines.pop()!;
  const style = STATUS_STYLE[status];
  return [paint("bold", printable(`${file} (${place})`)), ...lines, style ? paint(style, valid) : valid].join("\n");
}

/** Undefined where the lines would be longer than the terminal is wide. */
function tableLines(
  certificates: readonly InspectedCertificate[],
  { now, paint, width }: ReportOptions,
): string[] | undefined {
  const cells = (it: InspectedCertificate) => {
    const { words } = validityAt(it, now);
    return [it.subject, it.notAfter.slice(0, 10), words, it.issuer, keyName(it), it.file];
  };
  const rows = [HEADER, ...certificates.map(cells)];
  const [header, ...lines] = columns(rows, width, (column) => WHOLE.has(HEADER[column]!));
  if ([header!, ...lines].some((line) => displayWidth(line) > width)) return undefined;
  const painted = lines.map((line, i) => {
    const style = STATUS_STYLE[validityAt(certificates[i]!, now).status];
    return style ? paint(style, line) : line;
  });
  return [paint("bold", header!), ...painted];
}

const HEADER = ["SUBJECT", "VALID UNTIL", "STATUS", "ISSUER", "KEY", "FILE"];

/** What is never cut. */
const WHOLE: ReadonlySet<string> = new Set(["VALID UNTIL", "STATUS", "FILE"]);
