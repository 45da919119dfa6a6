import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve, win32 } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { ClientCertificate, ClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import { isAbsolutePath, pathFrom } from "../../src/constructs/module-path";
import { ClientCertificates } from "../../src/runtime";
import { encryptedPem } from "../support/certificates";
import { client } from "../support/inspect";

const { certificate, made } = client();

/** Declares a certificate with files in a folder, and returns what is in the stack's folder, by its real name. */
function synthesise(outdir: string, certs: string): { directory: string; text: string } {
  writeFileSync(join(certs, "c.crt"), certificate);
  writeFileSync(join(certs, "c.key"), encryptedPem(made.key, "secret"));
  writeFileSync(join(certs, "c.pass"), "secret\n");
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "paths");
  new AwsProvider(stack, "aws", {});
  new ClientCertificate(stack, "Acme", {
    registry: new ClientCertificateRegistry(stack, "Certificates"),
    host: "api.acme.com",
    certificatePath: join(certs, "c.crt"),
    privateKeyPath: join(certs, "c.key"),
    passphrase: Passphrase.fromFile(join(certs, "c.pass")),
  });
  app.synth();
  const directory = realpathSync(join(outdir, "stacks", "paths"));
  return { directory, text: readFileSync(join(directory, "cdk.tf.json"), "utf8") };
}

/** What Terraform opens: from the real folder of cdk.tf.json. */
function filesOf({ directory, text }: { directory: string; text: string }): string[] {
  const paths = [...text.matchAll(/path\.module\}?\/([^"\\]+\.(?:key|pass))/g)].map(([, path]) => path!);
  return [...new Set(paths)].map((path) => realpathSync(resolve(directory, path))).sort();
}

function folders(): { root: string; certs: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "paths-")));
  mkdirSync(join(root, "project", "certs"), { recursive: true });
  return { root, certs: join(root, "project", "certs") };
}

test.each([
  ["the output directory is a symbolic link", "elsewhere/deep", "project/cdktf.out"],
  ["a folder above the output directory is a symbolic link", "elsewhere", "project/build"],
])("%s: Terraform and the embedded registry find the files", async (_, target, link) => {
  const { root, certs } = folders();
  mkdirSync(join(root, target), { recursive: true });
  symlinkSync(join(root, target), join(root, link));
  const outdir = link.endsWith(".out") ? join(root, link) : join(root, link, "cdktf.out");
  const made = synthesise(outdir, certs);
  expect(filesOf(made)).toEqual([join(certs, "c.key"), join(certs, "c.pass")]);
  for (const directory of [outdir, realpathSync(outdir)]) {
    const certificates = ClientCertificates.fromSynth(directory);
    await expect(certificates.secureContextFor("api.acme.com")).resolves.toBeDefined();
    await certificates.close();
  }
});

test("without a symbolic link the paths are relative, as they were", () => {
  const { root, certs } = folders();
  const made = synthesise(join(root, "project", "cdktf.out"), certs);
  expect(made.text).toContain("/../../../certs/c.key");
});

test("a certificate that is itself reached by a link keeps its name", () => {
  const { root, certs } = folders();
  symlinkSync(certs, join(root, "project", "current"));
  expect(pathFrom({ directory: join(root, "project", "out") }, join(root, "project", "current", "c.key"))).toBe(
    "../current/c.key",
  );
});

test("on another drive of Windows the path is absolute, on the same one relative", () => {
  const stack = "C:\\project\\cdktf.out\\stacks\\shop";
  expect(pathFrom({ directory: stack, real: stack }, "D:\\certs\\acme.key", win32)).toBe("D:/certs/acme.key");
  expect(pathFrom({ directory: stack, real: stack }, "C:\\project\\certs\\acme.key", win32)).toBe(
    "../../../certs/acme.key",
  );
  expect(["D:/certs/acme.key", "/certs/acme.key", "../acme.key"].map(isAbsolutePath)).toEqual([true, true, false]);
});
