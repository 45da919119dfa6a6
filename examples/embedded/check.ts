// The check of examples/api-check on a laptop, without AWS: "npx tsx main.ts && npx tsx check.ts".
import { ClientCertificates } from "cdktf-client-certificates/runtime";
import { check, URLS } from "../api-check/check";

async function main(): Promise<void> {
  await using certificates = ClientCertificates.fromSynth("cdktf.out");
  await check(URLS, certificates);
}

main().catch((error: Error) => {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});
