import { spawn } from "node:child_process";
import { once } from "node:events";
import { ClientCertificateError } from "../errors";

/** Runs Terraform in a stack's directory; its standard output. */
export type Terraform = (parameters: readonly string[]) => Promise<string>;

/** Terraform as the cdktf command finds it: `TERRAFORM_BINARY_NAME`, or `terraform`. */
export function terraformIn(directory: string, env: NodeJS.ProcessEnv = process.env): Terraform {
  const binary = env.TERRAFORM_BINARY_NAME || "terraform";
  return async (parameters) => {
    const child = spawn(binary, [...parameters], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const failed = once(child, "error").then(([error]) => Promise.reject(error));
    const [code] = await Promise.race([once(child, "close"), failed]).catch((cause) => {
      throw new ClientCertificateError(
        "invalid-argument",
        `${binary} cannot be run in ${directory}: ${cause.message}`,
        { cause },
      );
    });
    if (code === 0) return output.stdout;
    throw new ClientCertificateError(
      "invalid-argument",
      `"${binary} ${parameters.join(" ")}" ended with ${code} in ${directory}: ${output.stderr.trim().slice(0, 2_000)}`,
    );
  };
}
