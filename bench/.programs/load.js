"use strict";
var import_report = require("./report");
const [name = ""] = process.argv.slice(2);
const start = performance.now();
require(name);
(0, import_report.report)({ ms: performance.now() - start });
