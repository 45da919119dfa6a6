// The TypeScript in the documentation, each snippet made a module of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

export interface Snippet {
  /** The document and the line. */
  readonly name: string;
  readonly code: string;
}

/** What a reader has in mind: names that a snippet uses and does not declare. */
const KNOWN: Readonly<Record<string, string>> = {
  App: 'import { App } from "cdktf";',
  ClientCertificate: 'import { ClientCertificate } from "cdktf-client-certificates";',
  ClientCertificateRegistry: 'import { ClientCertificateRegistry } from "cdktf-client-certificates";',
  TerraformOutput: 'import { TerraformOutput } from "cdktf";',
  Passphrase: 'import { Passphrase } from "cdktf-client-certificates";',
  ClientCertificates: 'import { ClientCertificates } from "cdktf-client-certificates/runtime";',
  registry: 'declare const registry: import("cdktf-client-certificates").ClientCertificateRegistry;',
  certificates: 'declare const certificates: import("cdktf-client-certificates/runtime").ClientCertificates;',
  proxy: 'declare const proxy: import("cdktf-client-certificates/runtime").CertificateProxy;',
  checkRole: 'declare const checkRole: import("@cdktf/provider-aws/lib/iam-role").IamRole;',
  stack: 'declare const stack: import("cdktf").TerraformStack;',
  build: 'declare function build(app: import("cdktf").App): import("cdktf").TerraformStack;',
  url: "declare const url: string;",
  init: "declare const init: RequestInit;",
};

/** Every block of TypeScript in README.md and docs/, and the expressions of the table of clients in docs/runtime.md. */
export function snippets(): Snippet[] {
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...docs.map((name) => `docs/${name}`)].flatMap((document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const blocks = [...text.matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)].map(({ index, 2: code }) => ({
      index,
      code: code!,
    }));
    const cells = [
      ...text.matchAll(
        /`((?:certificates\.\w+|fetch|https\.get|[\w.]*request)\([^`|]*certificates[^`|]*\)|certificates\.\w+\([^`|]*\))`/g,
      ),
    ];
    return [...blocks, ...cells.map(({ index, 1: code }) => ({ index, code: `await ${code};` }))].map(
      ({ index, code }) => ({
        name: `${document}:${text.slice(0, index).split("\n").length}`,
        code: toModule(code),
      }),
    );
  });
}

function toModule(code: string): string {
  const imports = code.match(/^import [\s\S]*?;$/gm) ?? [];
  const body = code.replace(/^import [\s\S]*?;$/gm, "");
  const declared = new Set(
    [...code.matchAll(/\b(?:const|let|class|function)\s+(\w+)/g)]
      .map(([, name]) => name!)
      .concat(imports.flatMap((line) => line.match(/\w+(?=[ ,}]*(?:,|\}| from))/g) ?? [])),
  );
  const given = Object.entries(KNOWN).filter(
    ([name]) => !declared.has(name) && new RegExp(`(?<![\\w."/-])${name}(?![\\w"/-])`).test(body),
  );
  const nodes = /\bhttps\./.test(body) && !declared.has("https") ? ['import https from "node:https";'] : [];
  return `${[...imports, ...nodes, ...given.map(([, line]) => line)].join("\n")}
export async function snippet(this: import("constructs").Construct) {
${body}
}
`;
}
