// Follows the fix of a finding as its reader would: runs its command, and names the file that it made.
import { execFileSync } from "node:child_process";

const PROGRAMS =
  "awk|base64|cat|certtool|cp|curl|date|git|gpg|grep|gunzip|iconv|keytool|node|openssl|printf|sed|ssh-keygen|tail|tr";
const COMMAND = new RegExp(`(?:^|: )((?:LC_ALL=C |\\()?(?:${PROGRAMS})\\s.*)$`, "s");

/** The command that a fix ends in, if it has one. */
export function commandOf(fix: string): string | undefined {
  return COMMAND.exec(fix)?.[1]?.replace(/ \(with the passphrase in P\)$/, "");
}

/** Runs the command in a folder, with the passphrase in P, and returns the path that it wrote. */
export function runFix(command: string, { cwd, passphrase }: { cwd?: string; passphrase?: string } = {}): string {
  execFileSync("sh", ["-ec", command], {
    cwd,
    env: { ...process.env, P: passphrase },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = [...command.matchAll(/(?:>>? |-out |-f |-destkeystore )('[^']+'|[^\s;)]+)/g)];
  return written[written.length - 1]![1]!.replace(/^'(.*)'$/, "$1");
}
