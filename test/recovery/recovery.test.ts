// What is told of a stack, its state and AWS, by their contents alone; test/deploy/interrupted.test.ts does it for real.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import type { DeclaredCertificate } from "../../src/recovery/declared-stack";
import type { DeployedItem, DeployedSecret } from "../../src/recovery/deployed";
import { recover } from "../../src/recovery/recovery";
import { commandOf, type Step } from "../../src/recovery/steps";
import type { TerraformState } from "../../src/recovery/terraform-state";

const [OURS, THEIRS] = ["0a0a0a0a", "0b0b0b0b"];
const [NEW, OLD] = ["aa".repeat(6), "bb".repeat(6)];
const MARK = "terraform_data.ClientCertificatesDeployment";

const acme: DeclaredCertificate = {
  declaration: "shop/Acme",
  registry: "acme",
  host: "acme.com",
  fingerprint256: NEW.toUpperCase().match(/../g)!.join(":"),
  secret: "aws_secretsmanager_secret.S",
  secretVersion: "aws_secretsmanager_secret_version.V",
  registration: "aws_dynamodb_table_item.R",
  added: "terraform_data.A",
};

const secret = (mark: string, leaf: string, declaration = "shop/Acme"): DeployedSecret => {
  const name = `acme/${declaration}/${mark}/${leaf}`;
  return { name, arn: `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf` };
};

const item = (mark: string, leaf: string, more: Partial<DeployedItem> = {}): DeployedItem => {
  const declaration = more.declaration ?? "shop/Acme";
  const sk = `2026-11-01T00:00:00Z#000003#${declaration}`;
  const secretName = secret(mark, leaf, declaration).name;
  const told = { pk: "host#acme.com", sk, host: "acme.com", declaration, secretName, subject: "CN=x", ...more };
  return { ...told, raw: { pk: { S: told.pk }, sk: { S: told.sk } } };
};

const keyOf = ({ pk, sk }: DeployedItem) => JSON.stringify([pk, sk]);

function state(
  known: { mark?: string; secrets?: DeployedSecret[]; items?: DeployedItem[]; addresses?: string[] } = {},
): TerraformState {
  return {
    mark: known.mark,
    addresses: new Set(known.addresses),
    secretNames: new Set(known.secrets?.map(({ name }) => name)),
    keys: new Set(known.items?.map(keyOf)),
  };
}

function recovery(
  known: TerraformState,
  deployed: { secrets?: DeployedSecret[]; items?: DeployedItem[] },
  mark?: string,
) {
  const stack = { directory: "stacks/shop", certificates: [acme] };
  const { secrets = [], items = [] } = deployed;
  const { steps, ...told } = recover({ stack, state: known, deployed: { secrets, items }, registry: "acme", mark });
  return { ...told, steps: steps.map(brief) };
}

function brief(step: Step): string {
  if (step.kind === "terraform") return step.parameters.join(" ");
  return step.kind === "delete-secret" ? `${step.kind} ${step.secret.name}` : `${step.kind} ${step.item.sk}`;
}

test("nothing is left behind where Terraform knows it all", () => {
  const [secrets, items] = [[secret(OURS, NEW)], [item(OURS, NEW)]];
  expect(recovery(state({ mark: OURS, secrets, items }), { secrets, items })).toEqual({
    steps: [],
    notes: [],
    obstacles: [],
  });
});

test("a secret of a renewal that was cut off is deleted, as no registration says so yet", () => {
  const [before, orphan] = [secret(OURS, OLD), secret(OURS, NEW)];
  const items = [item(OURS, OLD)];
  const known = state({
    mark: OURS,
    secrets: [before],
    items,
    addresses: [acme.secret, acme.registration, acme.added!],
  });
  expect(recovery(known, { secrets: [before, orphan], items }).steps).toEqual([`delete-secret ${orphan.name}`]);
});

test("a secret that is in use takes the place of the older one that Terraform knows", () => {
  const [before, inUse] = [secret(OURS, OLD), secret(OURS, NEW)];
  const items = [item(OURS, NEW)];
  const known = state({
    mark: OURS,
    secrets: [before],
    items,
    addresses: [acme.secret, acme.secretVersion, acme.added!],
  });
  expect(recovery(known, { secrets: [before, inUse], items }).steps).toEqual([
    `state rm ${acme.secretVersion} ${acme.secret}`,
    `import ${acme.secret} ${inUse.arn}`,
  ]);
});

test("a lost state comes back with its mark, the moment and the secret; the registration serves under another key", () => {
  const registered = item(OURS, OLD);
  const secrets = [secret(OURS, OLD), secret(OURS, NEW)];
  expect(recovery(state(), { secrets, items: [registered] }).steps).toEqual([
    `import ${MARK} ${OURS}`,
    `import ${acme.added} 2026-11-01T00:00:00Z#000003`,
    `set-aside ${registered.sk}`,
    `delete-secret ${secrets[1]!.name}`,
    `import ${acme.secret} ${secrets[0]!.arn}`,
  ]);
});

test("what was set aside is deleted once its successor is there, and not before", () => {
  const successor = item(OURS, NEW);
  const aside = item(OURS, NEW, { sk: `${successor.sk}#set-aside` });
  const secrets = [secret(OURS, NEW)];
  const addresses = [acme.secret, acme.added!];
  const before = state({ mark: OURS, secrets, addresses });
  expect(recovery(before, { secrets, items: [aside] }).steps).toEqual([]);
  const after = state({ mark: OURS, secrets, items: [successor], addresses });
  expect(recovery(after, { secrets, items: [successor, aside] }).steps).toEqual([`delete-item ${aside.sk}`]);
});

test("what another deployment has is told and not touched, even under the same name", () => {
  const items = [
    item(OURS, NEW),
    item(THEIRS, OLD, { sk: "2026-10-01T00:00:00Z#000000#shop/Acme", subject: "CN=theirs" }),
  ];
  const known = state({ mark: OURS, secrets: [secret(OURS, NEW)], items: [items[0]!] });
  const { steps, notes } = recovery(known, {
    secrets: [secret(OURS, NEW), secret(THEIRS, OLD), secret(THEIRS, NEW)],
    items,
  });
  expect(steps).toEqual([]);
  expect(notes).toEqual([
    expect.stringMatching(/another deployment as well, 0b0b0b0b: CN=theirs, for acme\.com\. It is not touched/),
  ]);
});

test("where the secrets do not tell whose they are, it asks", () => {
  const secrets = [secret(OURS, OLD), secret(THEIRS, OLD)];
  const items = [item(OURS, OLD), item(THEIRS, OLD)];
  const asked = recovery(state(), { secrets, items });
  expect(asked.steps).toEqual([]);
  expect(asked.obstacles).toEqual([expect.stringMatching(/deployments 0a0a0a0a, 0b0b0b0b, .*--deployment/)]);
  expect(recovery(state(), { secrets, items }, OURS).steps).toContain(`import ${MARK} ${OURS}`);
});

test("the remains of a declaration that is no more go last, when all that is declared is Terraform's again", () => {
  const gone = item(OURS, OLD, { declaration: "shop/Gone", sk: "2026-10-01T00:00:00Z#000000#shop/Gone" });
  const [secrets, items] = [
    [secret(OURS, NEW), secret(OURS, OLD, "shop/Gone")],
    [item(OURS, NEW), gone],
  ];
  expect(recovery(state(), { secrets, items }).steps).not.toContain(`delete-item ${gone.sk}`);
  const known = state({
    mark: OURS,
    secrets: [secrets[0]!],
    items: [items[0]!],
    addresses: [acme.secret, acme.added!],
  });
  expect(recovery(known, { secrets, items }).steps).toEqual([
    `delete-item ${gone.sk}`,
    `delete-secret ${secrets[1]!.name}`,
  ]);
});

test("a printed item is the same to the shell, and does nothing to the terminal", () => {
  const raw = { pk: { S: "host#acme.com" }, subject: { S: "CN=\u202eevil 'quoted'\u0085 \\n" } };
  const step: Step = { kind: "set-aside", table: "acme", item: { ...item(OURS, NEW), raw }, why: "" };
  const command = commandOf(step);
  expect(command).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const printed = execFileSync("sh", ["-c", `printf '%s' ${command.slice(command.indexOf("--transact-items ") + 17)}`]);
  const [{ Put } = { Put: undefined }] = JSON.parse(printed.toString());
  expect(Put.Item.subject).toEqual(raw.subject);
});

test("a printed command has its words as they are, whatever is in them", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: "binary" }).filter((it) => !it.includes("\0")),
        { minLength: 1 },
      ),
      (words) => {
        const step: Step = { kind: "terraform", directory: ".", parameters: words, why: "" };
        const script = commandOf(step).replace("terraform -chdir=.", "printf '%s\\0'");
        const printed = execFileSync("sh", ["-c", script]).toString();
        expect(printed).toBe(words.map((word) => `${word}\0`).join(""));
      },
    ),
    { numRuns: 50 },
  );
});

test("who holds the key of a declaration is in the way, whoever only declares the same is not", () => {
  const place = "2026-11-01T00:00:00Z#000003";
  const stack = { directory: "stacks/shop", certificates: [{ ...acme, place }] };
  const obstacles = (theirs: DeployedItem) =>
    recover({ stack, state: state({ mark: OURS }), deployed: { secrets: [], items: [theirs] }, registry: "acme" })
      .obstacles;
  expect(obstacles(item(THEIRS, NEW))).toEqual([
    expect.stringMatching(/^aws_dynamodb_table_item\.R cannot be created: the deployment 0b0b0b0b holds .* for CN=x,/),
  ]);
  expect(obstacles(item(THEIRS, NEW, { host: "other.com" }))).toEqual([]);
  expect(obstacles(item(THEIRS, NEW, { sk: "2026-10-01T00:00:00Z#000003#shop/Acme" }))).toEqual([]);
});
