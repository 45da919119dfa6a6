// What Bun and Deno make of the built package. Prints one JSON object: for each attempt, its answer or its error.
const https = require("node:https");
const { ClientCertificates, ClientCertificateError } = require("cdktf-client-certificates/runtime");

const { directory, port } = JSON.parse(process.argv[2]);

// Every host name is this machine.
const lookup = (_host, { all }, callback) =>
  all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

const options = { undici: { connect: { lookup } }, https: { lookup } };
const certificates = ClientCertificates.fromSynth(directory, options);
const url = (host, path) => `https://${host}.acme.test:${port}/${path}`;

const get = (address, options = {}) =>
  new Promise((resolve, reject) => {
    https
      .get(address, { agent: certificates.agent(), ...options }, async (response) => {
        let body = "";
        for await (const chunk of response) body += chunk;
        resolve(body.trim());
      })
      .on("error", reject);
  });

const attempts = {
  agent: () => get(url("due", "agent")),
  "agent again": () => get(url("due", "agent-again")),
  "agent, no certificate": () => get(url("none", "agent-none"), { rejectUnauthorized: false }),
  dispatcher: () => String(certificates.dispatcher()),
  install: () => certificates.install(),
  fetch: async () => (await (await certificates.fetch(url("due", "fetch"))).text()).trim(),
  "agent by a proxy": async () => {
    process.env.HTTPS_PROXY = "http://localhost:1";
    return get(url("due", "by-a-proxy"), { agent: ClientCertificates.fromSynth(directory, options).agent() });
  },
};

async function main() {
  const seen = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    seen[name] = await Promise.resolve()
      .then(attempt)
      .catch((error) => (ClientCertificateError.is(error) ? `${error.code}: ${error.message}` : `${error}`));
  }
  await certificates.close();
  console.log(JSON.stringify(seen));
}

main();
