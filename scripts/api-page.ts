import { type Doc, type Exported, exportedBy, type Member } from "./api-symbols";

/** docs/api.md: what each entry point exports, as its docstrings say. */
export function apiPage(): string {
  const entries = [...exportedBy()];
  const names = new Set(entries.flatMap(([, all]) => all.map(({ name }) => name)));
  const shown = new Set<string>();
  const sections = entries.map(([entry, all]) => {
    const fresh = all.filter(({ name }) => !shown.has(name));
    const again = all.filter(({ name }) => shown.has(name)).map(({ name }) => link(name, names));
    for (const { name } of all) shown.add(name);
    const also = again.length > 0 ? [`Also, as above: ${again.join(", ")}.`] : [];
    return [`## \`${entry}\``, ...also, ...fresh.map((one) => exportedSection(one, names))].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# API reference

Made of the docstrings in the source by \`npm run docs\`; a test compares the two. With cdktn, import from
\`cdktf-client-certificates/cdktn\` and \`cdktf-client-certificates/cdktn/testing\`: the same names, the same types. Messages of errors name
the cause and the fix; their codes are in [the runtime](runtime.md#errors) and [support](support.md#errors-of-a-set-up), those of findings in
[findings](findings.md).`;

function exportedSection(
  { name, kind, doc, members, declared, heritage }: Exported,
  names: ReadonlySet<string>,
): string {
  const shape = name === "FindingCode" ? [FINDING_CODES] : declared ? [`\`\`\`typescript\n${declared}\n\`\`\``] : [];
  const bases = heritage.map((base) => link(base, names)).join(", ");
  const properties = members.filter(({ isMethod }) => !isMethod);
  const methods = members.filter(({ isMethod }) => isMethod);
  return [
    `### ${name}`,
    ...prose(doc),
    ...(bases ? [`Extends ${bases}.`] : []),
    ...shape,
    ...(properties.length > 0 ? [propertyTable(properties, kind === "interface", names)] : []),
    ...methods.map((it) => method(name, it)),
  ].join("\n\n");
}

const FINDING_CODES = "Every code, with its severity, is in [findings](findings.md#all-of-them).";

function prose({ text, params, throws, default: fallback }: Doc): string[] {
  const given = Object.entries(params).map(([name, what]) => `- \`${name}\`: ${sentence(what)}`);
  return [
    ...(text ? [sentence(text)] : []),
    ...(given.length > 0 ? [given.join("\n")] : []),
    ...(fallback ? [`By default: ${sentence(defaultOf({ default: fallback }))}`] : []),
    ...throws.map((what) => `Throws ${sentence(what)}`),
  ];
}

function method(owner: string, { name, type, isStatic, doc }: Member): string {
  const called = name === "constructor" ? `new ${owner}` : isStatic ? `${owner}.${name}` : `.${name}`;
  return [`**\`${called}${type}\`**`, ...prose(doc)].join("\n\n");
}

function propertyTable(members: readonly Member[], hasDefaults: boolean, names: ReadonlySet<string>): string {
  const rows = members.map(({ name, type, isOptional, doc }) => {
    const fallback = hasDefaults ? [isOptional ? defaultOf(doc) || "optional" : "required"] : [];
    return `| ${[`\`${name}\``, link(type, names), ...fallback, cell(sentence(doc.text))].join(" | ")} |`;
  });
  const head = ["name", "type", ...(hasDefaults ? ["default"] : []), "what it is"];
  return [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows].join("\n");
}

/** As written: a value, or words after a dash. */
function defaultOf({ default: text = "" }: Pick<Doc, "default">): string {
  const words = /^- ([\s\S]*)$/.exec(text)?.[1];
  const [, value = text, rest = ""] = /^(\S+), (.*)$/s.exec(text) ?? [];
  return cell(words ?? (text === "" ? "" : `\`${value}\`${rest && `, ${rest}`}`));
}

/** A type, which leads to where it is told of if it is one of ours. */
function link(type: string, names: ReadonlySet<string>): string {
  const [, name = ""] = /^(?:readonly )?(\w+)(?:\[\])?$/.exec(type) ?? [];
  const code = `\`${type.replaceAll("|", "\\|")}\``;
  return names.has(name) ? `[${code}](#${name.toLowerCase()})` : code;
}

function sentence(text: string): string {
  return text === "" || /[.:!?]$/.test(text) ? text : `${text}.`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n\n", "<br>").replaceAll("\n", " ");
}
