import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { type Checked, check, URLS } from "./check";

// Kept for the life of the process: the next run finds certificates and keys, and makes its connections anew.
const certificates = new ClientCertificates({ registry: process.env.REGISTRY! });

/** What the schedule runs. A check that fails makes the invocation fail, which is what alarms go by. */
export function handler(): Promise<Checked[]> {
  return check(URLS, certificates);
}
