import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

/**
 * Whether the other end of a loopback connection is a process of this user. Linux tells (proc(5), /proc/net/tcp, and
 * tcp6 for those who speak IPv4 through a socket of IPv6, as Java does); where the system does not, every process of
 * this machine counts.
 */
export function isSameUser({ remotePort, localPort }: Pick<Socket, "remotePort" | "localPort">): boolean {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(read);
  if (tables[0] === undefined || process.getuid === undefined) return true;
  const row = tables
    .join("\n")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => portOf(local) === remotePort && portOf(remote) === localPort);
  return row !== undefined && Number(row[7]) === process.getuid();
}

function portOf(address = ""): number {
  return Number.parseInt(address.split(":")[1] ?? "", 16);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}
