// Takes docs/review.md: a pull request that renews, adds and removes a certificate, as its reviewer sees it. Run it with
// "npx tsx scripts/write-review.ts"; a test takes it again and compares.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Authority, days, encryptKey, type Issued } from "../examples/support/pki";
import { type LocalAws, startLocalAws } from "../test/support/local-aws";
import { TeamRepository } from "../test/support/team-repository";
import { terraformEnvironment } from "../test/support/terraform";
import { runStep } from "../test/support/workflow";
import { Stable } from "./stable-values";

const MAIN = `import { App } from "cdktf";
import { build } from "./stack";

const app = new App();
build(app);
app.synth();
`;

const LOCAL = /\n {2}new ClientCertificate\(stack, "Local", \{[\s\S]*?\n {2}\}\);\n/;

const API = `
  new ClientCertificate(stack, "Api", {
    registry,
    host: "*.api.acme.com",
    certificatePath: "pki/api.crt",
    privateKeyPath: "pki/api.key",
  });
`;

/** The page, the same each time: what differs from one run to the next is replaced by fixed values. */
export async function reviewPage(): Promise<string> {
  const aws = await startLocalAws();
  const repository = new TeamRepository("quickstart");
  try {
    return await new Review(aws, repository).page();
  } finally {
    repository.remove();
    await aws.stop();
  }
}

/** Valid from some days ago for a year; not two on the same days, as the page tells them apart by those. */
function year(daysAgo: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: days(-daysAgo), notAfter: days(366 - daysAgo) };
}

class Review {
  private readonly stable = new Stable();

  constructor(
    private readonly aws: LocalAws,
    private readonly repository: TeamRepository,
  ) {}

  async page(): Promise<string> {
    await this.main();
    await this.pullRequest();
    const code = await this.run("git diff -U1 -- stack.ts");
    const inventory = await this.run("git diff -U0 -- certificates.md");
    const changes = await this.run(
      "git show HEAD:certificates.md > before.md; npx client-certificates diff before.md certificates.md",
    );
    const plan = await this.run("npx cdktf diff");
    return page({ code, inventory, changes, plan });
  }

  /** What is deployed when the pull request is opened. */
  private async main(): Promise<void> {
    const { repository } = this;
    const authority = await Authority.create("Throw-away CA", { notAfter: days(3650) });
    const partner = await authority.issue("partner-checks", year(2));
    this.pair(
      "acme",
      await authority.issue("acme-checks", { keyType: "rsa", notBefore: days(-345), notAfter: days(40) }),
    );
    this.pair("partner", { ...partner, privateKey: encryptKey(partner.privateKey, "a passphrase") });
    repository.write("pki/partner.pass", "a passphrase\n");
    this.pair("local", await authority.issue("local-checks", { keyType: "ed25519", ...year(3) }));
    repository.write("pki/ca.pem", authority.certificate);
    repository.write("main.ts", MAIN);
    this.stack((text) => text.replace('"Certificates")', '"Certificates", { inventoryPath: "certificates.md" })'));
    await this.run("npx cdktf deploy");
    this.stable.learn(repository.directory, "before");
    repository.commit("Certificates");
    this.authority = authority;
  }

  private authority!: Authority;

  /** One certificate renewed, one added, one removed. */
  private async pullRequest(): Promise<void> {
    this.pair("acme", await this.authority.issue("acme-checks", { keyType: "rsa", ...year(1) }));
    this.pair("api", await this.authority.issue("api-checks", year(4)));
    this.stack((text) => text.replace(LOCAL, "").replace("  return stack;", `${API}  return stack;`));
    await this.run("npx cdktf synth");
    this.stable.learn(this.repository.directory, "after");
  }

  private pair(name: string, { certificate, privateKey }: Issued): void {
    this.repository.write(`pki/${name}.crt`, certificate);
    this.repository.write(`pki/${name}.key`, privateKey);
  }

  private stack(edit: (text: string) => string): void {
    this.repository.write("stack.ts", edit(readFileSync(join(this.repository.directory, "stack.ts"), "utf8")));
  }

  private async run(command: string): Promise<string> {
    // As a test: what a synth says is not of this page.
    const path = `${join(this.repository.directory, "node_modules/.bin")}:${process.env.PATH}`;
    const env = { ...terraformEnvironment(), ...this.aws.env, PATH: path, CI: "false", NODE_ENV: "test" };
    return this.stable.replace(await runStep({ name: command, run: command }, this.repository.directory, env));
  }
}

function page({ code, inventory, changes, plan }: Record<"code" | "inventory" | "changes" | "plan", string>): string {
  return `# A review

A pull request on the quickstart's repository, with \`inventoryPath: "certificates.md"\`: the certificate of \`*.acme.com\` is
renewed, one for \`*.api.acme.com\` is added, the one of \`localhost\` is removed. This page is taken by
\`npx tsx scripts/write-review.ts\` from a real run, with Terraform and the AWS provider; a test takes it again and compares.
So that it stays the same, fingerprints, serial numbers, dates and generated names are replaced, and certificates are cut short.

## The code

The renewal is not in the code: the files under \`pki/\` are others.

${fence("diff", code)}

## The inventory

The row of each certificate, as it is committed:

${fence("diff", inventory)}

## client-certificates diff

The same in words, for the pull request's comment; here as GitHub shows it, with its headings one level down:

${changes.trim().replace(/^##/gm, "###")}

## The plan

A renewal is a new secret and a registration that is switched over; an addition is created; a removal is destroyed. No key and
no passphrase is in it. It ends, right above the question whether to go on, with a line for each certificate that changes: the output
\`client_certificates\`, where \`~\` is a renewal, \`+\` an addition, and \`-\` a removal.

${fence("", plan)}
`;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}
