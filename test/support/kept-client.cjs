// One client for the life of a process, as a check in Lambda keeps it; each message makes a request by what it names.
const https = require("node:https");
const { fetch } = require("undici");
const { ClientCertificates } = require("../../dist/runtime/index.js");

const [url] = process.argv.slice(2);
const lookup = (_host, options, callback) =>
  options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);
const certificates = new ClientCertificates({
  registry: "client-certificates",
  undici: { connect: { lookup } },
  https: { lookup },
});

const requests = {
  undici: async () => (await fetch(url, { dispatcher: certificates.dispatcher() })).text(),
  https: () =>
    new Promise((resolve, reject) => {
      const request = https.get(url, { agent: certificates.agent() }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve(body)).on("error", reject);
      });
      request.on("error", reject);
    }),
};

process.on("message", (how) => {
  requests[how]().then(
    (body) => process.send({ body }),
    (error) => process.send({ error: String(error.cause ?? error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send({});
