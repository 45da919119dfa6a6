"use strict";
var import_node_fs = require("node:fs");
var import_node_https = require("node:https");
const material = JSON.parse((0, import_node_fs.readFileSync)(process.argv[2], "utf8"));
const server = (0, import_node_https.createServer)({ ...material, requestCert: true }, (_, response) => response.end("ok"));
server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
process.on("disconnect", () => process.exit());
