#!/usr/bin/env node
import { run } from "./run";

// Whoever reads the output may stop reading, as `head` does. What could not be written otherwise is no verdict.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") process.exit();
  process.stderr.write(`client-certificates: the output cannot be written: ${message}\n`);
  process.exit(2);
});
process.stderr.on("error", () => {});

void run(process.argv.slice(2));
