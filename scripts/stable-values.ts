import { createHash } from "node:crypto";
import { join } from "node:path";
import { publicKeyOf } from "../src/inventory/public-key";
import { readManifests } from "../src/registry/manifest";
import type { Registration } from "../src/wire/registration";

/** Dates as they might be, by the declaration and by whether it is before or after the pull request; each only once. */
const DATES: Readonly<Record<string, readonly [string, string]>> = {
  "Acme before": ["2025-12-14T08:00:00Z", "2027-01-03T08:00:00Z"],
  "Acme after": ["2026-11-23T10:00:00Z", "2027-11-24T10:00:00Z"],
  "Partner before": ["2026-11-22T08:00:00Z", "2027-11-23T08:00:00Z"],
  "Local before": ["2026-11-22T09:00:00Z", "2027-11-23T09:00:00Z"],
  "Api after": ["2026-11-23T11:30:00Z", "2027-11-24T11:30:00Z"],
};

/** Replaces what differs from one run to the next by values that stay. */
export class Stable {
  private readonly known = new Map<string, string>();

  /** Learns the values of the certificates that a synth registered. */
  learn(directory: string, when: "before" | "after"): void {
    for (const registration of readManifests(join(directory, "cdktf.out")).registrations) {
      if (!this.known.has(registration.fingerprint256)) this.learnCertificate(registration, when);
    }
  }

  replace(text: string): string {
    let replaced = text;
    for (const [value, stable] of this.known) replaced = replaced.replaceAll(value, stable);
    return (
      replaced
        .replace(/^.*: (Refreshing state|Reading|Read complete).*\n/gm, "")
        .replace(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ#/g, "2026-11-24T09:00:00Z#")
        .replace(/MII[A-Za-z0-9+/=,]{100,}/g, "MII…")
        // The mark of the deployment.
        .replace(/(?<=client-certificates\/quickstart\/\w+\/)[0-9a-f]{8}(?=\/)/g, "1f3a5c7e")
        .replace(/terraform-\d{26}/g, "terraform-20261124090000000000000001")
        .replace(
          /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
          "00000000-0000-0000-0000-000000000000",
        )
        .replace(/(:secret:[\w./-]+?)-[A-Za-z0-9]{6}(?=["|])/g, "$1-AbCdEf")
        .replace(/(secret_string_wo_version = )\d+( -> \d+)?/g, (_, name, change) => `${name}1${change ? " -> 2" : ""}`)
        .replace(/^index [0-9a-f]+\.\.[0-9a-f]+/gm, "index 1111111..2222222")
        .replace(/[ \t]+$/gm, "")
    );
  }

  private learnCertificate(
    { declaration, fingerprint256, serialNumber, notBefore, notAfter, certificate }: Registration,
    when: string,
  ) {
    const name = `${declaration.split("/").at(-1)} ${when}`;
    const digest = createHash("sha256").update(name).digest("hex");
    const [from, until] = DATES[name]!;
    this.known.set(fingerprint256, digest.toUpperCase().match(/../g)!.join(":"));
    this.known.set(fingerprint256.replaceAll(":", "").slice(0, 12).toLowerCase(), digest.slice(0, 12));
    this.known.set(publicKeyOf(certificate)!, digest.slice(-16));
    this.known.set(serialNumber, digest.slice(0, 32).toUpperCase());
    this.known.set(notBefore, from);
    this.known.set(notAfter, until);
    this.known.set(notAfter.slice(0, 10), until.slice(0, 10));
  }
}
