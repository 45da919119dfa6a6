import { accessSync, constants } from "node:fs";

/** One line instead of a stack of calls, for a folder that is mounted read-only or belongs to someone else. */
export function refuseUnwritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
  } catch ({ code }) {
    console.error(`${folder} cannot be written (${code}): the build writes dist/ there. Copy it to a folder of yours.`);
    process.exit(1);
  }
}
