// Looks for secrets in everything that a deployment leaves behind.
import { createPublicKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";

export interface Trace {
  readonly place: string;
  readonly content: Buffer;
}

/** Every file below a folder; zip archives, which plan files are too, by their members. */
export function traces(folder: string): Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".terraform"))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => (/\.(tfplan|zip)$/.test(path) ? members(path) : [{ place: path, content: readFileSync(path) }]));
}

function members(archive: string): Trace[] {
  return Object.entries(unzipSync(readFileSync(archive))).map(([name, content]) => ({
    place: `${archive}:${name}`,
    content: Buffer.from(content),
  }));
}

/** The places that hold one of the secrets: as it is, escaped, base64, or a line of it. */
export function leaks(places: readonly Trace[], secrets: readonly string[]): string[] {
  const needles = secrets.flatMap(forms);
  return places.filter(({ content }) => needles.some((needle) => content.includes(needle))).map(({ place }) => place);
}

/** The file of an EC key ends with its public half, which the certificate has as well. */
function publicPart(secret: string): (line: string) => boolean {
  if (!/^-----BEGIN (?:EC )?PRIVATE KEY-----/.test(secret)) return () => false;
  const der = createPublicKey(secret).export({ type: "spki", format: "der" });
  return (line) => der.includes(Buffer.from(line, "base64"));
}

function forms(secret: string): string[] {
  // A line of a PEM file is enough to give it away, however its line ends are escaped.
  const isPublic = publicPart(secret);
  const lines = secret.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----") && !isPublic(line));
  const base64 = Buffer.from(secret).toString("base64");
  return [
    ...new Set([
      ...(lines.length > 0 ? lines : [secret]),
      base64.slice(0, 60),
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
    ]),
  ];
}
