import { readdirSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

/** Every document of the repository, from its root. */
export const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
];
