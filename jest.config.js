const { leftOut } = require("./test/support/suites");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // What takes long on a busy machine has not failed.
  testTimeout: 30_000,
  testSequencer: "<rootDir>/test/support/sequencer.js",
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  roots: ["<rootDir>/test"],
  testPathIgnorePatterns: Object.values(leftOut())
    .flat()
    .map((path) => `^${path}$`),
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  moduleNameMapper: {
    "^cdktf-client-certificates$": "<rootDir>/src/index.ts",
    "^cdktf-client-certificates/runtime$": "<rootDir>/src/runtime/index.ts",
    "^cdktf-client-certificates/testing$": "<rootDir>/src/testing/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/dist"],
};
