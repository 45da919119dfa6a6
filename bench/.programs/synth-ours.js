"use strict";
var import_cdktf_client_certificates = require("cdktf-client-certificates");
var import_synthesise = require("./synthesise");
(0, import_synthesise.synthesise)((stack, pairs) => {
  const registry = import_cdktf_client_certificates.ClientCertificateRegistry.fromName(stack, "Certificates", "client-certificates");
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    new import_cdktf_client_certificates.ClientCertificate(stack, id, { registry, host, certificatePath, privateKeyPath });
  }
});
