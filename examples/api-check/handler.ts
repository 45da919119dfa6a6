import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { type Checked, check, URLS } from "./check";

/** What the schedule runs. A check that fails makes the invocation fail, which is what alarms go by. */
export async function handler(): Promise<Checked[]> {
  // Made for each run: between two, AWS Lambda freezes the process, and its open connections die.
  await using certificates = new ClientCertificates({ registry: process.env.REGISTRY! });
  return await check(URLS, certificates);
}
