// docs/api.md is what the docstrings say, and they say something of everything.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiPage } from "../../scripts/api-page";
import { exportedBy } from "../../scripts/api-symbols";
import { ROOT } from "../support/documents";

jest.setTimeout(120_000);

test("docs/api.md is up to date; if not, run: npm run docs", () =>
  expect(apiPage()).toBe(readFileSync(join(ROOT, "docs/api.md"), "utf8")));

test("everything that is exported has its words, and every option its default", () => {
  const all = [...exportedBy().values()].flat();
  const options = all.filter(({ kind, name }) => kind === "interface" && /(Options|Props|Expectation)$/.test(name));
  const silent = all.flatMap(({ name, members }) =>
    members.filter(({ doc, isMethod }) => !isMethod && !doc.text).map((member) => `${name}.${member.name}`),
  );
  const open = options.flatMap(({ name, members }) =>
    members.filter(({ doc, isOptional }) => isOptional && !doc.default).map((member) => `${name}.${member.name}`),
  );
  expect({ silent, open }).toEqual({ silent: [], open: [] });
});
