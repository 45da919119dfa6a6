import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { ClientCertificateRegistry } from "cdktf-client-certificates";
import * as fc from "fast-check";
import { Authority, encryptKey, type Issued } from "../../examples/support/pki";
import { TestApp } from "../support/app";
import { runCommand } from "../support/command-line";

const ROOT = join(__dirname, "../..");
const PASSPHRASE = "open sesame, and no word of it";

// Inside of the package, so that what is written there finds the package by its name.
const folder = mkdtempSync(join(ROOT, ".import-"));
afterAll(() => rmSync(folder, { recursive: true }));

let issued: Issued;
let encrypted: string;

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const here = (name: string) => relative("", join(folder, name));

beforeAll(async () => {
  const authority = await Authority.create("Import CA");
  issued = await authority.issue("import");
  encrypted = encryptKey(issued.privateKey, PASSPHRASE);
  file("a.crt", issued.certificate);
  file("a.key", issued.privateKey);
  file("encrypted.key", encrypted);
  file("a.pass", `${PASSPHRASE}\n`);
  file("ca.pem", authority.certificate);
});

const encryptedPair = () => ({ cert: "a.crt", key: "encrypted.key" });

const CONFIGURATIONS: Record<string, () => object> = {
  newman: () => [
    { name: "first", matches: ["https://*.acme.com/*"], ...source(encryptedPair()), passphrase: PASSPHRASE },
    { matches: ["https://api.acme.com:8443/v1/*"], ...source({ cert: "a.crt", key: "a.key" }) },
  ],
  cypress: () => ({
    e2e: { baseUrl: "https://acme.com" },
    clientCertificates: [
      { url: "https://*.acme.com", ca: ["ca.pem"], certs: [{ ...encryptedPair(), passphrase: "a.pass" }] },
    ],
  }),
  playwright: () => ({
    use: {
      clientCertificates: [
        { origin: "https://www.acme.com", certPath: "a.crt", keyPath: "encrypted.key", passphrase: PASSPHRASE },
      ],
    },
    projects: [
      { use: { clientCertificates: [{ origin: "https://api.acme.com", certPath: "a.crt", keyPath: "a.key" }] } },
    ],
  }),
  bruno: () => ({
    version: "1",
    clientCertificates: {
      enabled: true,
      certs: [
        {
          domain: "*.acme.com",
          type: "cert",
          certFilePath: "a.crt",
          keyFilePath: "encrypted.key",
          passphrase: PASSPHRASE,
        },
      ],
    },
  }),
  checkly: () => ({
    resource: {
      checkly_client_certificate: {
        acme: {
          host: "*.acme.com",
          certificate: '${file("${path.module}/a.crt")}',
          private_key: '${file("encrypted.key")}',
          trusted_ca: '${file("ca.pem")}',
          passphrase: PASSPHRASE,
        },
      },
    },
  }),
};

function source(paths: Record<string, string>): object {
  return Object.fromEntries(Object.entries(paths).map(([name, src]) => [name, { src }]));
}

describe.each(Object.keys(CONFIGURATIONS))("a file of %s", (tool) => {
  test("becomes declarations that synthesise, with the findings beside them and no passphrase in anything printed", async () => {
    const path = file(`${tool}.json`, CONFIGURATIONS[tool]!());
    const module = join(folder, `${tool}.ts`);
    const printed = await runCommand("import", path, "--output", module);
    const json = await runCommand("import", path, "--json");
    expect(printed).toMatchObject({ exitCode: 0, stdout: "" });
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
    for (const one of JSON.parse(json.stdout).certificates)
      expect(one).toMatchObject({ ok: true, facts: {}, findings: [] });
    const code = readFileSync(module, "utf8");
    expect(code + printed.stderr + json.stdout + json.stderr).not.toContain(PASSPHRASE);
    expect(code).toContain(`privateKeyPath: "${here("encrypted.key")}"`);
    const wanted = tool === "cypress" ? /fromFile\("[^"]*a\.pass"\)/ : /fromVariable\("(\w+)"\)/;
    const [, variable] = wanted.exec(code)!;
    if (variable) expect(printed.stderr).toContain(`Set TF_VAR_${variable}, and SYNTH_TF_VAR_${variable}`);

    const app = new TestApp();
    const stack = app.stack();
    process.env[`TF_VAR_${variable}`] = PASSPHRASE;
    require(module).declareCertificates(stack, new ClientCertificateRegistry(stack, "Certificates"));
    const { manifest } = app.synth();
    delete process.env[`TF_VAR_${variable}`];
    expect(manifest.registrations.length).toBe(code.match(/new ClientCertificate\(/g)!.length);
  });
});

test("a passphrase where Cypress takes the path of a file is in no message and in no code", async () => {
  const certs = [{ cert: "a.crt", key: "encrypted.key", passphrase: PASSPHRASE }];
  const path = file("stray.json", { clientCertificates: [{ url: "https://acme.com", certs }] });
  const { stdout, stderr, exitCode } = await runCommand("import", path);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/the "passphrase" is the path of a file, and no file has that name/);
  expect(stdout).toContain('passphrase: Passphrase.fromVariable("acme_com_passphrase")');
  expect(stdout + stderr).not.toContain(PASSPHRASE);
});

test("what is printed compiles, for cdktf and for CDK Terrain, also of what is hostile", async () => {
  const hostile = `x"); process.exit(); //\u2028\n*/ \${a} \\`;
  const path = file("hostile.json", [
    {
      matches: ["https://*.acme.com/*", `https://acme.com/${hostile}/*`, hostile],
      cert: { src: `${hostile}.crt` },
      key: { src: "a.key" },
      passphrase: "p",
    },
  ]);
  const { stdout, exitCode } = await runCommand("import", path, "--output", join(folder, "hostile.ts"));
  expect([stdout, exitCode]).toEqual(["", 1]);
  await runCommand("import", join(folder, "newman.json"), "--output", join(folder, "newman-cdktn.ts"), "--cdktn");
  expect(readFileSync(join(folder, "newman-cdktn.ts"), "utf8")).toContain('from "cdktf-client-certificates/cdktn";');
  const modules = [...Object.keys(CONFIGURATIONS), "hostile"].map((name) => join(folder, `${name}.ts`));
  const flags = [
    "--noEmit",
    "--strict",
    "--noUnusedLocals",
    "--skipLibCheck",
    "--module",
    "node20",
    "--target",
    "es2022",
    "--types",
    "node",
  ];
  execFileSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "--ignoreConfig", ...flags, ...modules],
    { stdio: "pipe" },
  );
});

describe("keys that stand in the file itself", () => {
  const inline = () => ({
    values: {
      root_module: {
        child_modules: [
          {
            resources: [
              { address: "null_resource.x", type: "null_resource", values: null },
              {
                address: "module.mtls.checkly_client_certificate.acme",
                type: "checkly_client_certificate",
                values: {
                  host: "*.acme.com",
                  certificate: issued.certificate,
                  private_key: encrypted,
                  passphrase: PASSPHRASE,
                  trusted_ca: null,
                },
              },
            ],
          },
        ],
      },
    },
  });

  test("are written nowhere where no folder is named, and it is said", async () => {
    const path = file("state/inline.json", inline());
    const { stdout, stderr, exitCode } = await runCommand("import", path);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain("new ClientCertificate");
    expect(stderr).toContain(
      `The privateKey of module.mtls.checkly_client_certificate.acme: it is in ${path} itself; with --keys DIR`,
    );
    expect(readdirSync(join(folder, "state"))).toEqual(["inline.json"]);
    expect(stdout + stderr).not.toMatch(/-----BEGIN|open sesame/);
  });

  test("are written to the folder that is named, for the user alone, and never over what is there", async () => {
    const path = file("state/inline.json", inline());
    const keys = join(folder, "keys");
    const { stdout, stderr, exitCode } = await runCommand("import", path, "--keys", keys);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('keys/AcmeCom.key"')]);
    expect(readFileSync(join(keys, "AcmeCom.key"), "utf8")).toBe(
      encrypted.endsWith("\n") ? encrypted : `${encrypted}\n`,
    );
    expect([keys, join(keys, "AcmeCom.key"), join(keys, "AcmeCom.crt")].map((it) => statSync(it).mode & 0o777)).toEqual(
      [0o700, 0o600, 0o600],
    );
    expect(stdout + stderr).not.toMatch(/-----BEGIN|open sesame/);

    const again = await runCommand("import", path, "--keys", keys);
    expect([again.exitCode, again.stdout]).toEqual([2, ""]);
    expect(again.stderr).toMatch(/cannot write .*AcmeCom\.\w+: it is there already/);
    const victim = file("victim", "before");
    mkdirSync(join(folder, "linked"));
    symlinkSync(victim, join(folder, "linked/AcmeCom.crt"));
    expect((await runCommand("import", path, "--keys", join(folder, "linked"))).exitCode).toBe(2);
    expect(readFileSync(victim, "utf8")).toBe("before");
  });

  test("of a plan and of a state file, too; what only Terraform knows is said", async () => {
    const { certificate } = issued;
    const attributes = { host: "a.acme.com", certificate, private_key: issued.privateKey, passphrase: "" };
    const resource = { mode: "managed", type: "checkly_client_certificate", name: "a" };
    const state = file("terraform.tfstate", {
      version: 4,
      terraform_version: "1.11.4",
      lineage: "x",
      resources: [{ ...resource, instances: [{ attributes }] }],
    });
    const plan = file("plan.json", {
      planned_values: { root_module: { resources: [{ ...resource, address: "x.a", values: attributes }] } },
    });
    for (const [i, path] of [state, plan].entries()) {
      expect(await runCommand("import", path, "--keys", join(folder, `keys-${i}`))).toMatchObject({ exitCode: 0 });
    }
    const expression = file("expression.tf.json", {
      resource: [{ checkly_client_certificate: [{ a: [{ ...attributes, private_key: "${var.key}" }] }] }],
    });
    const { exitCode, stderr } = await runCommand("import", expression, "--keys", join(folder, "keys-2"));
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining("it is an expression of Terraform's: import the plan or the state"),
    ]);
  });
});

test("a finding of a certificate is told, and the exit status is 1", async () => {
  const other = await (await Authority.create("Other")).issue("other");
  file("other.key", other.privateKey);
  const path = file("mismatch.json", [
    { matches: ["https://acme.com/*"], cert: { src: "a.crt" }, key: { src: "other.key" } },
  ]);
  const { exitCode, stderr } = await runCommand("import", path);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("error key-mismatch")]);
  expect(stderr).not.toMatch(/-----BEGIN/);
});

describe("files that are none", () => {
  const bad: [string, () => string, RegExp][] = [
    ["missing", () => join(folder, "nowhere.json"), /cannot be read: there is no such file/],
    ["a folder", () => folder, /cannot be read: it is a directory/],
    ["a pipe", () => fifo(), /cannot be read: it is a pipe/],
    ["a gigabyte", () => sparse(), /cannot be read: it is too large/],
    ["a link in a circle", () => circle(), /symbolic links lead in a circle/],
    ["empty", () => file("empty.json", ""), /is empty/],
    ["cut off", () => file("cut.json", '[{"matches": ['), /is not a JSON object, or was cut off/],
    ["null", () => file("null.json", "null"), /is null and must be an object or a list/],
    ["a text", () => file("text.json", '"x"'), /is a text and must be an object or a list/],
    ["a list of nothing", () => file("list.json", "[]"), /has no client certificates of a tool that is known/],
    [
      "another object",
      () => file("other.json", '{"resource": {"aws_s3_bucket": {}}}'),
      /has no client certificates of a tool/,
    ],
    ["a list with null", () => file("nulls.json", '[null, {"matches": null}]'), /it(s field \[0\])? is null/],
    [
      "matches of numbers",
      () => file("numbers.json", '[{"matches": [1]}]'),
      /\[0\]\.matches\[0\] is a number and must be a text/,
    ],
    [
      "a host that is an object",
      () => file("host.json", '{"resource":{"checkly_client_certificate":{"a":{"host":{}}}}}'),
      /\.host is an object and must be a text/,
    ],
    ["modules in a circle's depth", () => file("deep.json", deep()), /no client certificates/],
    [
      "no certificates",
      () => file("none.json", '{"clientCertificates": {"enabled": true, "certs": []}}'),
      /is of Bruno and has no client certificates/,
    ],
    [
      "code",
      () => file("cypress.config.js", "process.exit(7)"),
      /is code, which is not run: print it as JSON, e\.g\. node -p/,
    ],
  ];

  test.each(bad)("%s", async (_, path, message) => {
    const { exitCode, stderr, stdout } = await runCommand("import", path());
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^client-certificates: invalid-argument: /);
    expect(stderr).toMatch(message);
  });

  test("whatever JSON it is: an answer or a typed error, and nothing thrown else", async () => {
    const shapes = fc.constantFrom(
      "resource",
      "values",
      "use",
      "matches",
      "origin",
      "url",
      "clientCertificates",
      "certs",
      "domain",
      "cert",
      "host",
      "root_module",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(null, 0, "", "https://acme.com/*", true),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(shapes, tie("value"), { maxKeys: 3 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, async (json) => {
        const { exitCode, stderr } = await runCommand("import", file("any.json", JSON.stringify(json)));
        expect(stderr).toMatch(exitCode === 2 ? /^client-certificates: invalid-argument: / : /./);
      }),
      { numRuns: 200 },
    );
  });

  function fifo(): string {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    return path;
  }

  function sparse(): string {
    const path = file("large.json", "");
    truncateSync(path, 1024 ** 3);
    return path;
  }

  function circle(): string {
    symlinkSync("circle", join(folder, "circle"));
    return join(folder, "circle");
  }

  function deep(): string {
    const open = '{"child_modules":['.repeat(2_000);
    return `{"values":{"root_module":${open}${"]}".repeat(2_000)}}}`;
  }
});
