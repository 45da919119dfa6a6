// Every example, synthesised as a user does it.
import { readdirSync } from "node:fs";
import { makePki } from "../../examples/pipeline/pki";
import { EXAMPLES, type ExampleRun, Examples } from "../support/examples";
import { leaks, traces } from "../support/leaks";

const PASSPHRASE = "correct horse battery staple";

/** What the workflow of examples/pipeline sets; outside of CI, where a synth writes the inventory. */
const ENVIRONMENT = {
  CI: "false",
  TF_VAR_acme_passphrase: PASSPHRASE,
  SYNTH_TF_VAR_acme_passphrase: PASSPHRASE,
};

/** The stacks of the examples that have more than the one with their own name. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  "platform-and-teams": ["payments", "platform", "shipping"],
};

jest.setTimeout(120_000);

describe.each(EXAMPLES)("examples/%s", (example) => {
  let examples: Examples;
  let synth: ExampleRun;

  beforeAll(async () => {
    examples = new Examples();
    // In a real pipeline the certificates are in the repository; every other example makes some by itself.
    if (example === "pipeline") await makePki(examples.directory(example, "pki"), PASSPHRASE);
    synth = await examples.synth(example, ENVIRONMENT);
  });

  afterAll(() => examples?.remove());

  test("writes its stacks, with a registration for each of its certificates", () => {
    expect(synth).toEqual({ exitCode: 0, output: expect.any(String) });
    const stacks = readdirSync(examples.directory(example, "cdktf.out/stacks"));
    expect(stacks.sort()).toEqual(STACKS[example] ?? [example]);
    const written = stacks.map((stack) => JSON.parse(examples.read(example, `cdktf.out/stacks/${stack}/cdk.tf.json`)));
    const items = written.flatMap(({ resource }) => Object.values(resource.aws_dynamodb_table_item ?? {}));
    expect(items).toHaveLength(certificatesIn(example).length);
  });

  test("writes and prints neither key nor passphrase", () => {
    const secrets = readdirSync(examples.directory(example, "pki"))
      .filter((name) => /\.(key|pass)$/.test(name))
      .map((name) => examples.read(example, `pki/${name}`).trim());
    expect(secrets).not.toEqual([]);
    const printed = { place: "its output", content: Buffer.from(synth.output) };
    const places = [...traces(examples.directory(example, "cdktf.out")), printed];
    expect(leaks(places, [...secrets, PASSPHRASE])).toEqual([]);
  });

  function certificatesIn(name: string): string[] {
    return readdirSync(examples.directory(name, "pki")).filter((file) => /^(?!server).*\.crt$/.test(file));
  }
});
