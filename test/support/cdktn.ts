// Apps of CDK Terrain: the same as those of cdktf, with other imports.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Installation } from "./installation";

const EXAMPLES = join(__dirname, "../../examples");
const GENERATED = /\/(pki|dist|cdktf\.out|certificates\.md|\.terraform[^/]*|terraform\.[^/]*)$/;

/** What the examples import beside the frameworks. */
const HELPERS = ["@peculiar/x509", "reflect-metadata", "tsx", "esbuild", "fflate"];

export type Framework = "cdktf" | "cdktn";

/** An app's code for a framework, as its author switches it. */
export function forFramework(code: string, framework: Framework): string {
  if (framework === "cdktf") return code;
  return code
    .replaceAll('"cdktf"', '"cdktn"')
    .replaceAll('"@cdktf/provider-aws/', '"@cdktn/provider-aws/')
    .replaceAll('"cdktf-client-certificates"', '"cdktf-client-certificates/cdktn"')
    .replaceAll('"cdktf-client-certificates/testing"', '"cdktf-client-certificates/cdktn/testing"');
}

/** A folder with the package and a framework, and nothing of the other. */
export function projectOf(framework: Framework): Installation {
  const packages = framework === "cdktf" ? ["cdktf", "constructs", "@cdktf/provider-aws"] : ["cdktn"];
  return new Installation([...packages, ...HELPERS]);
}

/** Copies examples/, with what they import switched. */
export function copyExamples(to: Installation, framework: Framework): void {
  const target = join(to.directory, "examples");
  cpSync(EXAMPLES, target, { recursive: true, filter: (path) => !GENERATED.test(path) });
  const files = readdirSync(target, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  for (const file of files) {
    const path = join(target, file);
    writeFileSync(path, forFramework(readFileSync(path, "utf8"), framework));
  }
}
