/** A part of a text that Terraform works out. */
interface Code {
  readonly code: string;
}

/**
 * What Terraform works out. Only `hcl`, `concat` and `framework` make one. Every plain text is written so that
 * Terraform, and the framework before it, read it as it is: what a user or a certificate says is never code.
 */
export class Hcl {
  readonly parts: readonly (string | Code)[];

  constructor(
    parts: readonly (string | Code)[],
    /** As it stands alone in another expression, e.g. `path.module`. @default - a string with the parts in it */
    private readonly alone?: string,
  ) {
    this.parts = joined(parts);
  }

  /** As a string of cdk.tf.json, which Terraform reads as a template (Terraform, "JSON Configuration Syntax"). */
  get template(): string {
    return this.text((part) => part);
  }

  /** As a part of another expression. */
  get expression(): string {
    return this.alone ?? `"${this.text(escapeLiteral)}"`;
  }

  private text(escapeText: (text: string) => string): string {
    const besideToken = this.parts.some(isToken);
    return this.parts
      .map((part, i) => {
        if (typeof part !== "string") return interpolated(part);
        const text = escapeTemplate(escapeText(part), besideToken);
        // A dollar sign right before an interpolation would make a text of it.
        return i < this.parts.length - 1 ? text.replace(/\$+$/, (signs) => `\${"${signs}"}`) : text;
      })
      .join("");
  }
}

/** What an attribute of a resource may be. */
export type Value = string | number | boolean | undefined | Hcl | readonly Value[] | Values;

export interface Values {
  readonly [name: string]: Value;
}

/** An expression; a text that is put into it is a string literal there: hcl`file(${path})`. */
export function hcl(code: TemplateStringsArray, ...values: readonly (string | number | Hcl)[]): Hcl {
  const expression = String.raw({ raw: code.raw }, ...values.map(toExpression));
  return new Hcl([{ code: expression }], expression);
}

/** An address of Terraform's, e.g. `var.acme_passphrase`. */
export function reference(address: string): Hcl {
  if (!/^[\w-]+(\.[\w-]+)+$/.test(address)) throw new Error(`"${address}" is no address`);
  return new Hcl([{ code: address }], address);
}

/** The text of all parts, one after the other. */
export function concat(...parts: readonly (string | Hcl)[]): Hcl {
  return new Hcl(parts.flatMap((part) => (typeof part === "string" ? [part] : part.parts)));
}

/** A text from code that knows the framework, e.g. the ARN of a resource: tokens in it stay tokens. */
export function framework(text: string): Hcl {
  const pieces = text.split(/\$\{(TfToken\[[\w:.-]+\])\}/);
  return new Hcl(pieces.map((piece, i) => (i % 2 === 1 ? { code: piece } : piece)));
}

/** The same for each text of a map, e.g. tags. */
export function frameworkMap(texts: Readonly<Record<string, string>> = {}): Values {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, framework(text)]));
}

/** The value as JSON text. What Terraform works out stands there as it is: names, ARNs and times, which JSON does not escape. */
export function toJson(value: Value): Hcl {
  return concat(...jsonParts(value));
}

/** A value as cdk.tf.json has it. */
export function toConfiguration(value: Value): unknown {
  if (typeof value === "string") return escapeTemplate(value);
  if (value instanceof Hcl) return value.template;
  if (isList(value)) return value.map(toConfiguration);
  if (typeof value !== "object") return value;
  // The names in a map are templates, too.
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [escapeTemplate(name), toConfiguration(it)]));
}

function jsonParts(value: Value): (string | Hcl)[] {
  if (isPlain(value)) return [JSON.stringify(value)];
  if (value instanceof Hcl) {
    const parts = value.parts.map((part) => (typeof part === "string" ? JSON.stringify(part).slice(1, -1) : part));
    return ['"', new Hcl(parts), '"'];
  }
  if (isList(value)) return ["[", ...separated(value.map(jsonParts)), "]"];
  const members = Object.entries(value as Values).filter(([, member]) => member !== undefined);
  return ["{", ...separated(members.map(([name, it]) => [`${JSON.stringify(name)}:`, ...jsonParts(it)])), "}"];
}

/** Without anything that Terraform works out. */
function isPlain(value: Value): boolean {
  if (typeof value !== "object") return true;
  return !(value instanceof Hcl) && Object.values(value).every(isPlain);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function separated(lists: readonly (string | Hcl)[][]): (string | Hcl)[] {
  return lists.flatMap((list, i) => (i === 0 ? list : [",", ...list]));
}

function toExpression(value: string | number | Hcl): string {
  if (value instanceof Hcl) return value.expression;
  return typeof value === "number" ? String(value) : concat(value).expression;
}

function isToken(part: string | Code): boolean {
  return typeof part !== "string" && part.code.startsWith("TfToken[");
}

function interpolated({ code }: Code): string {
  return `\${${code}}`;
}

/** Texts side by side are one, so that no sign of Terraform's is hidden between two. */
function joined(parts: readonly (string | Code)[]): (string | Code)[] {
  const all: (string | Code)[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof last === "string" && typeof part === "string") all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all;
}

/** Text between the quotes of a literal: HCL knows fewer escapes than JSON (HCL native syntax, "Template Expressions"). */
function escapeLiteral(text: string): string {
  const json = JSON.stringify(text.replace(LONE_SURROGATE, "\ufffd")).slice(1, -1);
  return json.replace(/\\(.)/g, (pair, letter: string) => CONTROLS[letter] ?? pair);
}

const LONE_SURROGATE = /\p{Cs}/gu;

const CONTROLS: Readonly<Record<string, string>> = { b: "\\u0008", f: "\\u000c" };

/**
 * A text that is neither a template of Terraform nor a token of the framework. A carriage return is written as an
 * expression, because Terraform does not see the interpolation that follows a bare one (measured with 1.11.4); with the
 * marks before it, which would make a text of the expression.
 *
 * @param besideToken the framework would take a token after `$${` for a part of that, and looks for brackets in pairs
 */
function escapeTemplate(text: string, besideToken = false): string {
  return text.replace(SIGNS, (match, marks?: string, dollars?: string) => {
    if (match.endsWith("\r")) return `\${"${match.slice(0, -1)}\\r"}`;
    if (match === "%{") return "%%{";
    return marks === undefined && !besideToken ? `${dollars}$\{` : `\${"${marks ?? dollars}"}{`;
  });
}

const SIGNS = /([$#&]+)\{(?=TfToken\[)|(\$+)\{|%\{|[$%]*\r/g;
