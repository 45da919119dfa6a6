// The certificates as a user of this package declares them; the registry is another stack's. The third argument may be
// `unproved`.
import { ClientCertificate, ClientCertificateRegistry } from "cdktf-client-certificates";
import { synthesise } from "./synthesise";
import { withoutProof } from "./unproved";

if (process.argv[4] === "unproved") withoutProof();

synthesise((stack, pairs) => {
  const registry = ClientCertificateRegistry.fromName(stack, "Certificates", "client-certificates");
  for (const { id, host, certificatePath, privateKeyPath } of pairs) {
    new ClientCertificate(stack, id, { registry, host, certificatePath, privateKeyPath });
  }
});
