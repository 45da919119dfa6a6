import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { rank } from "../../src/host/rank";
import { ManifestStore, readManifests } from "../../src/registry/manifest";
import { resolve } from "../../src/registry/resolve";
import { MANIFEST_FILE } from "../../src/wire/manifest";
import { host, pattern } from "../host/patterns";
import { registrationFor } from "../support/registrations";

const embedded = (name: string, registry = "client-certificates") => ({
  ...registrationFor({ host: name }),
  registry,
  files: {},
});

function output(stacks: Record<string, object[]>): string {
  const directory = mkdtempSync(join(tmpdir(), "manifest-"));
  const manifest = { stacks: {} as Record<string, { workingDirectory: string }> };
  for (const [name, registrations] of Object.entries(stacks)) {
    mkdirSync(join(directory, "stacks", name), { recursive: true });
    manifest.stacks[name] = { workingDirectory: `stacks/${name}` };
    writeFileSync(join(directory, "stacks", name, MANIFEST_FILE), JSON.stringify({ version: 1, registrations }));
  }
  writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest));
  return directory;
}

const hosts = (directory: string, registry?: string) =>
  readManifests(directory, registry).registrations.map((registration) => registration.host);

test("the certificates of every stack of the last synth are read, and of no stack that an older synth left", () => {
  const directory = output({ one: [embedded("a.test")], two: [embedded("b.test")] });
  mkdirSync(join(directory, "stacks", "old"));
  writeFileSync(
    join(directory, "stacks", "old", MANIFEST_FILE),
    JSON.stringify({ version: 1, registrations: [embedded("old.test")] }),
  );
  expect(hosts(directory)).toEqual(["a.test", "b.test"]);
  expect(hosts(join(directory, "stacks", "two"))).toEqual(["b.test"]);
});

test("with several registries one must be named", () => {
  const directory = output({ one: [embedded("a.test", "first"), embedded("b.test", "second")] });
  expect(() => hosts(directory)).toThrow("holds several registries: name one of first, second");
  expect(hosts(directory, "second")).toEqual(["b.test"]);
});

test.each([
  ["a directory without a synth", "holds no synthesised stack", (directory: string) => directory],
  [
    "a manifest that is no JSON",
    "is not a JSON object, or was cut off",
    (directory: string) => {
      writeFileSync(join(directory, MANIFEST_FILE), "{");
      return directory;
    },
  ],
  [
    "a manifest of another version",
    "has version 2",
    (directory: string) => {
      writeFileSync(join(directory, MANIFEST_FILE), '{"version": 2, "registrations": []}');
      return directory;
    },
  ],
])("%s is refused with a typed error", (_, message, prepare) => {
  const directory = prepare(mkdtempSync(join(tmpdir(), "manifest-")));
  expect(() => readManifests(directory)).toThrow(
    expect.objectContaining({ code: "invalid-manifest", message: expect.stringContaining(message) }),
  );
});

test("the index gives the same certificate as a look at every registration", async () => {
  const patterns = fc.array(fc.oneof(host, pattern), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(patterns, host, async (all, name) => {
      const registrations = all.map((text, i) => ({
        ...embedded(text),
        order: i,
        declaration: `D${i}`,
        directory: ".",
      }));
      const expected = rank(name, registrations).find((entry) => entry.rank === 1)?.registration ?? null;
      expect((await resolve(new ManifestStore(registrations), name)).certificate).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});
