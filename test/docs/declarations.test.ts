// What docs/findings.md shows of findings about several declarations is what synth says of them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  ClientCertificate,
  type ClientCertificateProps,
  ClientCertificateRegistry,
  Passphrase,
} from "cdktf-client-certificates";
import { Authority, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";

const document = readFileSync(resolve(__dirname, "../../docs/findings.md"), "utf8");

let issued: Issued;

beforeAll(async () => {
  issued = await (await Authority.create("Acme Root")).issue("check");
});

type Declared = Record<string, Pick<ClientCertificateProps, "host" | "addedAt" | "passphrase">>;

const DECLARED: Record<string, Declared> = {
  "host-duplicate": { Acme: { host: "api.acme.com" }, Api: { host: "api.acme.com" } },
  "host-shadowed": {
    Api: { host: "*.api.acme.com", addedAt: "2026-01-01" },
    Acme: { host: "*.acme.com", addedAt: "2026-11-24" },
  },
  "added-at-tie": {
    Acme: { host: "*.acme.com", addedAt: "2026-11-24" },
    Api: { host: "*.api.acme.com", addedAt: "2026-11-24" },
  },
};

test.each(Object.entries(DECLARED))("%s is in the document as it appears", (code, declared) => {
  const section = document.split(/^### /m).find((text) => text.startsWith(`\`${code}\``))!;
  const [, example = "missing"] = /```text\n(.*?)\n```/s.exec(section)!;
  expect(said(declared)).toContain(example);
});

test("passphrase-ambiguous is in the document as it appears", () => {
  const section = document.split(/^### /m).find((text) => text.startsWith("`passphrase-ambiguous`"))!;
  const [, example = "missing"] = /```text\n(.*?)\n```/s.exec(section)!;
  Object.assign(process.env, { TF_VAR_acme_passphrase: "right", SYNTH_TF_VAR_acme_passphrase: "wrong" });
  try {
    const passphrase = Passphrase.fromVariable("acme_passphrase");
    expect(said({ Acme: { host: "api.acme.com", passphrase } })).toContain(example);
  } finally {
    delete process.env.TF_VAR_acme_passphrase;
    delete process.env.SYNTH_TF_VAR_acme_passphrase;
  }
});

/** Everything that synth says, errors and annotations. */
function said(declared: Declared): string {
  const app = new TestApp();
  const files = app.pair("check", issued);
  const stack = app.stack("checks");
  const registry = new ClientCertificateRegistry(stack, "Certificates");
  for (const [name, props] of Object.entries(declared))
    new ClientCertificate(stack, name, { registry, ...files, ...props });
  try {
    return app
      .synth("checks")
      .annotations.map(({ message }) => message)
      .join("\n");
  } catch (error) {
    return (error as Error).message;
  }
}
