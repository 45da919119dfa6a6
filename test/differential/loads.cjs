// Run by each version of Node: reads certificates and keys as JSON from standard input, prints whether Node loads each.
const { createSecureContext } = require("node:tls");

const loads = ({ pfx, ...others }) => {
  try {
    return Boolean(createSecureContext(pfx ? { ...others, pfx: Buffer.from(pfx, "base64") } : others));
  } catch {
    return false;
  }
};
process.stdout.write(JSON.stringify(JSON.parse(require("node:fs").readFileSync(0, "utf8")).map(loads)));
