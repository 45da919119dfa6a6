import { printable, printableJson } from "../printable";
import type { Declaration } from "./declaration";

const PACKAGES = { cdktf: "cdktf-client-certificates", cdktn: "cdktf-client-certificates/cdktn" };

export interface Framework {
  /** @default "cdktf" */
  readonly framework?: keyof typeof PACKAGES;
}

/** A module that declares them; `comments` are for all. */
export function typescriptOf(
  declarations: readonly Declaration[],
  comments: readonly string[],
  { framework = "cdktf" }: Framework = {},
): string {
  const passphrase = declarations.some((it) => it.passphrase) ? ", Passphrase" : "";
  const used =
    declarations.length > 0
      ? `ClientCertificate, type IClientCertificateRegistry${passphrase}`
      : "type IClientCertificateRegistry";
  return [
    `import { ${used} } from ${text(PACKAGES[framework])};`,
    'import type { Construct } from "constructs";',
    "",
    ...comments.map(comment),
    `export function declareCertificates(${declarations.length > 0 ? "scope" : "_scope"}: Construct, ${declarations.length > 0 ? "registry" : "_registry"}: IClientCertificateRegistry): void {`,
    ...declarations.flatMap((declaration, i) => [...(i === 0 ? [] : [""]), ...statement(declaration)]).map(indented),
    "}",
    "",
  ].join("\n");
}

function statement({ id, host, files, passphrase, comments }: Declaration): string[] {
  const props = { host, ...files };
  return [
    ...comments.map(comment),
    `new ClientCertificate(scope, ${text(id)}, {`,
    "  registry,",
    ...Object.entries(props).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${text(value)},`])),
    ...(passphrase === undefined ? [] : [`  passphrase: ${source(passphrase)},`]),
    "});",
  ];
}

function source(passphrase: NonNullable<Declaration["passphrase"]>): string {
  return "variable" in passphrase
    ? `Passphrase.fromVariable(${text(passphrase.variable)})`
    : `Passphrase.fromFile(${text(passphrase.file)})`;
}

/** A JSON text is one of JavaScript. */
function text(value: string): string {
  return printableJson(value, 0);
}

function comment(sentence: string): string {
  return `// ${printable(sentence)}`;
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
