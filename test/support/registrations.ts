import type { Registration } from "../../src/wire/registration";
import { certificate } from "./certificates";

let pem: string | undefined;

/** A registration for tests that do not look into its certificate. */
export function registrationFor(given: Partial<Registration> & { readonly host: string }): Registration {
  pem ??= certificate("CN=client").pem;
  return {
    declaration: `stack/${given.host}`,
    order: 0,
    subject: `CN=${given.host}`,
    issuer: "CN=CA",
    serialNumber: "01",
    fingerprint256: "AA:BB",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    keyType: "ec",
    curve: "P-256",
    chainLength: 1,
    certificate: pem,
    secretName: `client-certificates/stack/${given.host}/aabb`,
    ...given,
  };
}
