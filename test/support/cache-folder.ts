// npm packages that only some tests need: installed on first use, once, outside the project's own dependencies.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const CACHE =
  process.env.CLIENT_CERTIFICATES_TEST_CACHE ??
  join(__dirname, "../../node_modules/.cache/cdktf-client-certificates-tests");

const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];

/** Installs `name@version` unless it is there already; resolves to the folder that holds its node_modules. */
export async function installed(specification: string): Promise<string> {
  const folder = join(CACHE, specification.replace("/", "+"));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  try {
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, "package.json"), '{ "private": true }\n');
    await promisify(execFile)("npm", [...INSTALL, "--prefix", unfinished, specification], { cwd: unfinished });
    renameSync(unfinished, folder);
    return folder;
  } finally {
    unlock();
  }
}

async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (isAbandoned(file)) rmSync(file, { force: true });
    else await sleep(200);
  }
}

function isAbandoned(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, "utf8"));
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
