// The package as npm installs it: what the tarball would hold, in a folder of its own, beside packages that are linked.
import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PACKAGES, packageFolder } from "./packages";

const ROOT = join(__dirname, "../..");
const PACKAGE = "cdktf-client-certificates";

export interface PackedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

let packed: readonly PackedFile[] | undefined;

/** What `npm pack` puts into the tarball. */
export function packedFiles(): readonly PackedFile[] {
  const pack = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  packed ??= JSON.parse(
    execFileSync("npm", pack, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  )[0].files as readonly PackedFile[];
  return packed;
}

const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: object;
};

/** The dependencies of the package, which npm installs beside it. */
export const DEPENDENCIES: readonly string[] = Object.keys(MANIFEST.dependencies);

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Installation {
  readonly directory = mkdtempSync(join(tmpdir(), "installation-"));

  /** @param others further packages that are installed here: names in this project's node_modules, or in `PACKAGES` */
  constructor(others: readonly string[] = []) {
    for (const { path } of packedFiles()) {
      cpSync(join(ROOT, path), join(this.directory, "node_modules", PACKAGE, path));
    }
    for (const name of [...DEPENDENCIES, ...others]) this.link(name);
    this.write("package.json", '{ "private": true }\n');
  }

  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.directory, name)), { recursive: true });
    writeFileSync(join(this.directory, name), content);
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  /** Runs a command of the package, by the link that npm makes. */
  npx(command: string, parameters: readonly string[]): Promise<Run> {
    const link = join(this.directory, "node_modules/.bin", command);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(`../${PACKAGE}/${MANIFEST.bin[command]}`, link);
    const cli = join(dirname(realpathSync(process.execPath)), "../lib/node_modules/npm/bin/npx-cli.js");
    return this.run(
      existsSync(cli) ? cli : link,
      existsSync(cli) ? ["--no-install", command, ...parameters] : parameters,
    );
  }

  /** Runs a program of Node to its end. */
  run(script: string, parameters: readonly string[] = [], { node = process.execPath, env = {} } = {}): Promise<Run> {
    const options = { cwd: this.directory, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve) => {
      execFile(node, [script, ...parameters], options, (error, stdout, stderr) => {
        const exitCode = typeof error?.code === "number" ? error.code : error ? -1 : 0;
        resolve({ exitCode, stdout, stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /**
   * Adds a package, or puts it in the place of another version; what it needs itself is found from where it is.
   *
   * @param alias its name in this project's node_modules. @default - the same name
   */
  link(name: string, alias = name): void {
    const specifications = PACKAGES[name];
    const folder = specifications ? packageFolder(name) : ROOT;
    for (const one of specifications?.map((it) => /^@?[^@]+/.exec(it)![0]) ?? [name]) {
      const link = join(this.directory, "node_modules", one);
      mkdirSync(dirname(link), { recursive: true });
      rmSync(link, { recursive: true, force: true });
      symlinkSync(join(folder, "node_modules", one === name ? alias : one), link);
    }
  }
}
