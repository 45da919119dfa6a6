// Run by each version of Node: reads the cases as JSON from standard input, prints the verdict of the built package on each.
const { inspectClientCertificate } = require("../..");

const cases = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const verdicts = cases.map(({ name, files, passphrase }) => {
  const { ok, findings } = inspectClientCertificate(files, { passphrase });
  return `${name}: ${ok ? "accepted" : "refused"} (${findings.map(({ code }) => code)})`;
});
process.stdout.write(JSON.stringify({ version: process.version, verdicts }));
