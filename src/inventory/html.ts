import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { printableValue } from "../printable";
import type { Inventory } from "./inventory";
import { jsonOf } from "./json";
import type { Taken } from "./taken";

/** The package's build leaves the page's script and style there. */
const ASSETS = join(__dirname, "../../dist", "page");

/** The inventory as one page that needs nothing else: no network, no other file. */
export function toHtml(inventory: Inventory, taken: Taken): string {
  const [style, script] = ["page.css", "page.js"].map((name) => readFileSync(join(ASSETS, name), "utf8")) as [
    string,
    string,
  ];
  const title = escapeHtml(`Client certificates: ${inventory.registry}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hash(style)}; script-src ${hash(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main id="page"><noscript>This page needs JavaScript. The inventory is also there as Markdown: client-certificates inventory --format markdown</noscript></main>
<script type="application/json" id="inventory">${jsonInHtml({ ...jsonOf({ ...inventory, overlaps: [] }), taken: printableValue(taken) })}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that ends no element and opens no comment (HTML, "Restrictions for contents of script elements"). */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
}

/** Content Security Policy, level 2: only this very text runs. */
function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
