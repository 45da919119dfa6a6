import { readFileSync } from "node:fs";
import type { Socket } from "node:net";

/**
 * Whether the other end of a loopback connection is a process of this user. Linux tells (proc(5), /proc/net/tcp);
 * where the system does not, every process of this machine counts.
 */
export function isSameUser({ remotePort, localPort }: Pick<Socket, "remotePort" | "localPort">): boolean {
  const table = read("/proc/net/tcp");
  if (table === undefined || process.getuid === undefined) return true;
  const row = table
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
