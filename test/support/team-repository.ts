// A team's repository: one of the examples, installed, with git, and with stand-ins for what is not on this machine.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "../..");
const PACKAGES = ["cdktf", "constructs", "@cdktf/provider-aws", "tsx"];

/** What cdktf's command does, without its user interface: runs the app, and Terraform on its only stack. */
const CDKTF = `#!/bin/sh
set -e
node node_modules/tsx/dist/cli.mjs main.ts
stack=$(echo cdktf.out/stacks/*)
[ "$1" = synth ] && exit
terraform -chdir="$stack" init -no-color -input=false >/dev/null
case "$1" in
  diff) terraform -chdir="$stack" plan -no-color -input=false ;;
  deploy) terraform -chdir="$stack" apply -no-color -input=false -auto-approve ;;
esac
`;

export class TeamRepository {
  readonly directory = mkdtempSync(join(tmpdir(), "team-"));

  /** @param example its name below examples/ */
  constructor(example: string) {
    const files = join(ROOT, "examples", example);
    cpSync(files, this.directory, {
      recursive: true,
      filter: (path) => !/\/(cdktf\.out|pki|certificates\.md)$/.test(path),
    });
    for (const name of PACKAGES) this.link(`node_modules/${name}`, join(ROOT, "node_modules", name));
    this.link("node_modules/cdktf-client-certificates", ROOT);
    this.link("node_modules/.bin/client-certificates", join(ROOT, "dist/cli/main.js"));
    this.script("node_modules/.bin/cdktf", CDKTF);
    writeFileSync(join(this.directory, ".gitignore"), "node_modules/\ncdktf.out/\n");
    this.git("init", "-q", "-b", "main");
  }

  git(...args: string[]): string {
    const identity = ["-c", "user.name=Team", "-c", "user.email=team@example.com", "-c", "commit.gpgsign=false"];
    const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], {
      cwd: this.directory,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  commit(message: string): void {
    this.git("add", "-A");
    this.git("commit", "-q", "-m", message);
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.directory, name)), { recursive: true });
    writeFileSync(join(this.directory, name), content);
  }

  script(name: string, content: string): void {
    this.write(name, content);
    chmodSync(join(this.directory, name), 0o755);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private link(name: string, target: string): void {
    mkdirSync(dirname(join(this.directory, name)), { recursive: true });
    symlinkSync(target, join(this.directory, name));
  }
}
