// Names a file wherever a user may name one, and prints what is said of it: one line of JSON for each place.
const { readFileSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
const { App, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { ClientCertificate, ClientCertificateRegistry, Passphrase } = require("../..");
const { ClientCertificates } = require("../../dist/runtime");
const { run } = require("../../dist/cli/run");

const file = process.argv[2];
const print = process.stdout.write.bind(process.stdout);
const tell = (place, text) => print(`${JSON.stringify({ [place]: text })}\n`);

async function commandLine(place, ...args) {
  let output = "";
  const keep = (text) => {
    output += text;
    return true;
  };
  const { write } = process.stderr;
  process.stdout.write = process.stderr.write = keep;
  await run(args);
  process.stdout.write = print;
  process.stderr.write = write;
  tell(place, output);
}

async function caught(place, action) {
  try {
    await action();
    tell(place, "it was read");
  } catch (error) {
    tell(place, `${error.code ?? ""} ${error.message}`);
  }
}

function synth(registryProps = {}, more = {}) {
  const app = new App({ outdir: "cdktf.out" });
  const stack = new TerraformStack(app, "shop");
  new AwsProvider(stack, "aws", {});
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "acme", registryProps);
  const pair = { certificatePath: "acme.crt", privateKeyPath: "acme.key" };
  new ClientCertificate(stack, "Acme", { registry, host: "a.test", ...pair, ...more });
  app.synth();
}

const MANIFEST = "cdktf.out/stacks/shop/client-certificates.json";

async function embedded(place, files) {
  const json = JSON.parse(readFileSync(MANIFEST, "utf8"));
  json.registrations[0].files = files;
  writeFileSync(MANIFEST, JSON.stringify(json));
  await caught(place, () => ClientCertificates.fromSynth("cdktf.out").secureContextFor("a.test"));
}

async function main() {
  const pair = ["--certificate", "acme.crt", "--private-key", "acme.key"];
  await commandLine("a certificate", "check", "--certificate", file, "--private-key", file);
  await commandLine("a bundle", "check", "--pkcs12", file);
  await commandLine("--passphrase-file", "check", ...pair, "--passphrase-file", file);
  await commandLine("a file to inspect", "inspect", file);
  await commandLine("the old inventory", "diff", file, "empty.md");
  await commandLine("the new inventory", "diff", "empty.md", file);
  await caught("Passphrase.fromFile", () => synth({}, { passphrase: Passphrase.fromFile(file) }));
  process.env.CI = "";
  await caught("inventoryPath, written", () => synth({ inventoryPath: file }));
  process.env.CI = "true";
  await caught("inventoryPath, checked", () => synth({ inventoryPath: file }));
  synth();
  await embedded("a key of the embedded registry", { privateKey: file });
  await embedded("a passphrase of the embedded registry", {
    privateKey: `${process.cwd()}/acme.key`,
    passphrase: { file },
  });
  rmSync(MANIFEST);
  symlinkSync(file, MANIFEST);
  await caught("a manifest", () => ClientCertificates.fromSynth("cdktf.out"));
  rmSync(MANIFEST);
}

main();
