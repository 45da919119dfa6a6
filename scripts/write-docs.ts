// "npm run docs": the parts of docs/ that are made of the source. Tests compare them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiPage } from "./api-page";
import { architecturePage } from "./architecture-page";

const docs = join(__dirname, "../docs");
const architecture = join(docs, "architecture.md");

writeFileSync(architecture, architecturePage(readFileSync(architecture, "utf8")));
writeFileSync(join(docs, "api.md"), apiPage());
