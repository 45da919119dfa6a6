import type { LocatedRegistration } from "../../dist/registry/manifest";
import { hostPattern } from "./pairs";

/** Registrations that share everything but what tells them apart. */
export function registrations(count: number): LocatedRegistration[] {
  return Array.from({ length: count }, (_, i) => ({
    host: hostPattern(i),
    declaration: `bench/Certificate${i}`,
    order: i,
    subject: "CN=check",
    issuer: "CN=CA",
    serialNumber: "01",
    fingerprint256: "AA:BB",
    notBefore: "2026-01-01T00:00:00Z",
    notAfter: "2027-01-01T00:00:00Z",
    keyType: "ec",
    chainLength: 1,
    certificate: "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    secretName: "client-certificates/bench/aabb",
    registry: "client-certificates",
    files: {},
    directory: ".",
  }));
}

/** Hosts from all over the patterns: a third named in full, a third matched by a wildcard, a third by none. */
export function hosts(patterns: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const some = Math.floor((i * patterns) / count);
    const even = some - (some % 2);
    return [`api.customer-${even}.example`, `www.customer-${even + 1}.example`, `www.customer-${even}.example`][i % 3]!;
  });
}
