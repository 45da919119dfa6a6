// What the package exports, with its docstrings, read by the compiler's API.
import { join, relative } from "node:path";
import ts from "typescript-5";

export const ROOT = join(__dirname, "..");
const SOURCE = join(ROOT, "src");

export const ENTRIES: Readonly<Record<string, string>> = {
  "cdktf-client-certificates": "index.ts",
  "cdktf-client-certificates/runtime": "runtime/index.ts",
  "cdktf-client-certificates/testing": "testing/index.ts",
};

export interface Doc {
  readonly text: string;
  readonly default?: string;
  readonly throws: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

export interface Member {
  readonly name: string;
  readonly doc: Doc;
  readonly isOptional: boolean;
  /** A method's signature, or a property's type. */
  readonly type: string;
  readonly isMethod: boolean;
  readonly isStatic: boolean;
}

export interface Exported {
  readonly name: string;
  readonly kind: "class" | "interface" | "type" | "function" | "constant";
  readonly doc: Doc;
  readonly members: readonly Member[];
  /** Of a type, function or constant. */
  readonly declared: string;
  /** What it extends, as it is written. */
  readonly heritage: readonly string[];
}

export function exportedBy(): Map<string, Exported[]> {
  const files = Object.values(ENTRIES).map((file) => join(SOURCE, file));
  const program = ts.createProgram(files, {
    ...{
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
    },
    ...{
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
  });
  const checker = program.getTypeChecker();
  const read = (file: string) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(SOURCE, file))!)!;
    const symbols = checker.getExportsOfModule(module);
    const names = new Set(symbols.map(({ name }) => name));
    return symbols.map((symbol) => exported(checker, symbol, names)).sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  return new Map(Object.entries(ENTRIES).map(([name, file]) => [name, read(file)]));
}

function exported(checker: ts.TypeChecker, alias: ts.Symbol, names: ReadonlySet<string>): Exported {
  const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
  const declaration = symbol.declarations![0]!;
  const common = { name: symbol.name, doc: docOf(checker, symbol), members: [], declared: "", heritage: [] };
  if (ts.isClassDeclaration(declaration)) {
    const own = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    const statics = isTypeOnly(alias) ? [] : checker.getTypeOfSymbol(symbol).getProperties();
    const made = isTypeOnly(alias) ? [] : constructorsOf(checker, declaration);
    const members = [...made, ...membersOf(checker, statics), ...membersOf(checker, own)];
    return { ...common, kind: "class", heritage: heritageOf(checker, declaration, names), members };
  }
  if (ts.isInterfaceDeclaration(declaration)) {
    const hidden = basesOf(declaration).flatMap((base) => {
      const symbols = checker.getTypeAtLocation(base).getProperties();
      return names.has(base.getText()) ? [] : symbols;
    });
    const own = declaration.members.flatMap((member) => checker.getSymbolAtLocation(member.name!) ?? []);
    const members = membersOf(checker, [...hidden, ...own]);
    return { ...common, kind: "interface", heritage: heritageOf(checker, declaration, names), members };
  }
  if (ts.isTypeAliasDeclaration(declaration)) {
    return { ...common, kind: "type", declared: declaration.type.getText().replace(/^ {2}/gm, "") };
  }
  const type = checker.typeToString(checker.getTypeOfSymbol(symbol), declaration, ts.TypeFormatFlags.NoTruncation);
  const declared = type.replace(/import\("[^"]*"\)\./g, "");
  return { ...common, kind: ts.isFunctionDeclaration(declaration) ? "function" : "constant", declared };
}

/** A class that is exported as a type is made by others. */
function isTypeOnly({ declarations: [specifier] = [] }: ts.Symbol): boolean {
  return specifier !== undefined && ts.isExportSpecifier(specifier) && ts.isTypeOnlyExportDeclaration(specifier);
}

function basesOf({ heritageClauses }: ts.ClassDeclaration | ts.InterfaceDeclaration): ts.ExpressionWithTypeArguments[] {
  const clauses = [...(heritageClauses ?? [])].filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clauses.flatMap(({ types }) => [...types]);
}

/** What it extends; in the place of what is not exported, what that extends. */
function heritageOf(
  checker: ts.TypeChecker,
  declaration: ts.ClassDeclaration | ts.InterfaceDeclaration,
  names: ReadonlySet<string>,
): string[] {
  return basesOf(declaration).flatMap((base) => {
    const [own] = checker.getTypeAtLocation(base).symbol?.declarations ?? [];
    const isOurs = own && !relative(SOURCE, own.getSourceFile().fileName).startsWith("..");
    if (names.has(base.getText()) || !isOurs) return [base.getText()];
    return ts.isClassDeclaration(own) || ts.isInterfaceDeclaration(own) ? heritageOf(checker, own, names) : [];
  });
}

function constructorsOf(checker: ts.TypeChecker, declaration: ts.ClassDeclaration): Member[] {
  const isHidden = declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
  return declaration.members.filter(ts.isConstructorDeclaration).flatMap((made) => {
    const symbol = (made as unknown as { symbol: ts.Symbol }).symbol;
    if (isHidden) return [];
    const type = parametersOf(made);
    return [
      { name: "constructor", doc: docOf(checker, symbol), isOptional: false, type, isMethod: true, isStatic: false },
    ];
  });
}

/** Those that are ours and public; what a class overrides is documented where it comes from. */
function membersOf(checker: ts.TypeChecker, symbols: readonly ts.Symbol[]): Member[] {
  return symbols.flatMap((symbol) => {
    const declaration = symbol.valueDeclaration as ts.ClassElement | ts.TypeElement | undefined;
    if (!declaration || relative(SOURCE, declaration.getSourceFile().fileName).startsWith("..")) return [];
    const hidden =
      ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override | ts.ModifierFlags.Abstract;
    if (ts.getCombinedModifierFlags(declaration) & hidden || !declaration.name) return [];
    if (!/^\w+$/.test(declaration.name.getText()) || symbol.name === "prototype" || symbol.name === "toJSON") return [];
    const isMethod = ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration);
    const type = isMethod
      ? `${parametersOf(declaration)}: ${textOf(declaration.type)}`
      : textOf((declaration as ts.PropertySignature).type) || checker.typeToString(checker.getTypeOfSymbol(symbol));
    return [
      {
        ...{ name: symbol.name, doc: docOf(checker, symbol), type, isMethod },
        isOptional: Boolean(symbol.flags & ts.SymbolFlags.Optional),
        isStatic: Boolean(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Static),
      },
    ];
  });
}

function parametersOf({ parameters }: ts.SignatureDeclaration): string {
  return `(${parameters.map(textOf).join(", ")})`;
}

function textOf(node: ts.Node | undefined): string {
  return (
    node
      ?.getText()
      .replace(/\/\*\*[\s\S]*?\*\/\s*/g, "")
      .replace(/\s*\n\s*/g, " ") ?? ""
  );
}

function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): Doc {
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: plain(text) }));
  const named = (tag: string) => tags.filter(({ name }) => name === tag).map(({ text }) => text);
  const params = named("param").map((text) => [text.split(" ", 1)[0]!, text.slice(text.indexOf(" ") + 1)]);
  return {
    text: plain(symbol.getDocumentationComment(checker)),
    default: named("default")[0],
    throws: named("throws"),
    params: Object.fromEntries(params),
  };
}

function plain(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts
    .displayPartsToString([...(parts ?? [])])
    .replace(/\s*\n(?!\n)\s*/g, " ")
    .trim();
}
