// Loaded before anything that imports the framework: it is an optional peer, as the runtime does without.
import { messageOf } from "../errors";
import { frameworkMissing } from "./framework";

try {
  require("constructs");
  require("cdktf");
} catch (error) {
  if (!/^Cannot find module '(constructs|cdkt[fn])'/.test(messageOf(error))) throw error;
  throw frameworkMissing(isInstalled, error);
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
