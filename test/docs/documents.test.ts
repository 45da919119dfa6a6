// The documents hang together: links lead to what is there, and lists are complete.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { DOCUMENTS, ROOT } from "../support/documents";

const read = (document: string) => readFileSync(join(ROOT, document), "utf8");
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

/** The targets of its links that are files here, from the root of the repository. */
function linksOf(document: string): { path: string; anchor?: string }[] {
  const links = withoutCode(read(document)).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)]*))?\)/g);
  return [...links].map(([, path, anchor]) => ({
    path: path === "" ? document : relative(ROOT, join(ROOT, dirname(document), path!)),
    anchor,
  }));
}

/** As GitHub makes them of headings. */
function anchorsOf(document: string): string[] {
  return [...withoutCode(read(document)).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replace(/ /g, "-"),
  );
}

test.each(DOCUMENTS)("%s: its links lead somewhere", (document) => {
  const broken = linksOf(document).filter(({ path, anchor }) => {
    if (!statSync(join(ROOT, path), { throwIfNoEntry: false })) return true;
    return anchor !== undefined && path.endsWith(".md") && !anchorsOf(path).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("the README can be read in one go, and leads to every document by way of docs/README.md", () => {
  expect(read("README.md").split("\n").length).toBeLessThan(200);
  const reached = new Set<string>();
  const visit = (document: string): void => {
    if (reached.has(document) || !document.endsWith(".md")) return;
    reached.add(document);
    for (const { path } of linksOf(document)) visit(path);
  };
  visit("README.md");
  expect(DOCUMENTS.filter((document) => !reached.has(document))).toEqual([]);
  const index = linksOf("docs/README.md").map(({ path }) => path);
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(pages.filter((name) => !index.includes(`docs/${name}`))).toEqual([]);
});

test("every dependency has its reason, and none that is gone", () => {
  const page = read("docs/decisions/dependencies.md");
  const { dependencies, peerDependencies, devDependencies } = JSON.parse(read("package.json"));
  for (const [heading, given] of Object.entries({
    "Of users": dependencies,
    Peers: peerDependencies,
    "Of development": devDependencies,
  })) {
    const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))!;
    const rows = [...section.matchAll(/^\| (`.*?`) \| \S/gm)].flatMap(([, names]) => names!.split(", "));
    expect(rows.sort()).toEqual(
      Object.keys(given as object)
        .map((name) => `\`${name}\``)
        .sort(),
    );
  }
});

test("what users install is what the source imports", () => {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((it) =>
    it.endsWith(".ts"),
  );
  const text = sources.map((file) => read(`src/${file}`)).join("");
  const { dependencies } = JSON.parse(read("package.json"));
  expect(Object.keys(dependencies).filter((name) => !text.includes(`"${name}"`))).toEqual([]);
});
