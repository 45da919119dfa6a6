import { statSync } from "node:fs";
import { dirname } from "node:path";
import { MAX_DOCUMENT_BYTES, readBounded, reasonOf } from "../bounded-file";
import { ClientCertificateError } from "../errors";
import { type Inventory, makeInventory } from "../inventory/inventory";
import { isInventoryJson, readJson } from "../inventory/json";
import { readMarkdown } from "../inventory/read-markdown";
import { rowOfDeclaration } from "../inventory/rows";
import { type LocatedRegistration, readManifests } from "../registry/manifest";
import { Place, parseJson } from "../wire/fields";
import { readManifest } from "../wire/manifest";

/**
 * The inventory that a file or a directory holds: Markdown or JSON as `inventory` writes them, a manifest, or cdktf's
 * output directory.
 *
 * @throws ClientCertificateError `invalid-argument` or `invalid-manifest`
 */
export function readInventoryFile(path: string): Inventory {
  if (isDirectory(path)) return inventoryFrom(readManifests(path).registrations);
  const text = readText(path);
  // An inventory that is not there yet, e.g. of a branch before the first one was committed.
  if (text.trim() === "") return makeInventory("", []);
  if (!/^\s*\{/.test(text)) return readMarkdown(text, path);
  const value = parseJson(text, new Place({ name: path, code: "invalid-argument", fix: WHAT_TO_NAME }));
  if (isInventoryJson(value)) return readJson(value, path);
  return inventoryFrom(readManifest(value, path).map((it) => ({ ...it, directory: dirname(path) })));
}

function inventoryFrom(registrations: readonly LocatedRegistration[]): Inventory {
  return makeInventory(registrations[0]?.registry ?? "", registrations.map(rowOfDeclaration));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Why it cannot be read is told where it is read.
    return false;
  }
}

function readText(path: string): string {
  try {
    return readBounded(path, MAX_DOCUMENT_BYTES).toString("utf8");
  } catch (cause) {
    throw new ClientCertificateError("invalid-argument", `cannot read ${path}: ${reasonOf(cause)}. ${WHAT_TO_NAME}`, {
      cause,
    });
  }
}

const WHAT_TO_NAME = "Name an inventory (.md, .json), a client-certificates.json, or cdktf's output directory";
