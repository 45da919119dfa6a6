import { ClientCertificate, type IClientCertificateRegistry, Passphrase } from "cdktf-client-certificates";
import type { Construct } from "constructs";

/** The certificates of the APIs that are checked. */
export function declareCertificates(scope: Construct, registry: IClientCertificateRegistry): void {
  new ClientCertificate(scope, "Acme", {
    registry,
    host: "*.acme.com",
    certificatePath: "pki/acme.crt",
    privateKeyPath: "pki/acme.key",
    passphrase: Passphrase.fromFile("pki/acme.pass"),
    certificateAuthorityPath: "pki/ca.pem",
  });
}
