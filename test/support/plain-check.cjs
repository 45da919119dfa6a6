// An API check as a user runs it: the built package, Node's own fetch and node:https, and no test framework around.
// Prints one JSON object for each URL.
const https = require("node:https");
const { ClientCertificates, ClientCertificateError } = require("cdktf-client-certificates/runtime");

const { directory, install, urls } = JSON.parse(process.argv[2]);

// Every host name is this machine.
const lookup = (_host, { all }, callback) =>
  all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);

const certificates = ClientCertificates.fromSynth(directory, {
  undici: { connect: { lookup } },
  https: { lookup, keepAlive: false },
});
if (install) certificates.install();

const clients = {
  async fetch(url) {
    const response = await fetch(url, install ? {} : { dispatcher: certificates.dispatcher() });
    return { status: response.status, body: await response.text() };
  },
  "https.get": (url) =>
    new Promise((resolve, reject) => {
      https
        .get(url, install ? {} : { agent: certificates.agent() }, async (response) => {
          let body = "";
          for await (const chunk of response.setEncoding("utf8")) body += chunk;
          resolve({ status: response.statusCode, body });
        })
        .on("error", reject);
    }),
};

function told(error) {
  const typed = ClientCertificateError.is(error) ? error : error.cause;
  const { code, host, message } = typed ?? error;
  return {
    typed: ClientCertificateError.is(typed),
    instance: typed instanceof ClientCertificateError,
    code,
    host,
    message,
  };
}

(async () => {
  for (const url of urls) {
    for (const [client, get] of Object.entries(clients)) {
      const outcome = await get(url).catch((error) => ({ error: told(error) }));
      console.log(JSON.stringify({ client, url, ...outcome }));
    }
  }
  await certificates.close();
})();
