// How long a fresh process takes to load a package: `<name>`.
import { report } from "./report";

const [name = ""] = process.argv.slice(2);
const start = performance.now();
require(name);
report({ ms: performance.now() - start });
