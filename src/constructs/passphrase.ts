import { basename, isAbsolute, posix, relative, sep } from "node:path";
import type { Construct } from "constructs";
import { type Finding, finding } from "../finding";
import { readVariable, variableDiffers, variableNames } from "../passphrase-input";
import type { PassphraseReference } from "../wire/manifest";
import type { SecretReference } from "../wire/registration";
import { checkSecret } from "./aws-names";
import { COMMAND } from "./framework";
import { type Hcl, hcl } from "./hcl";
import { kindOf, misuse } from "./misuse";
import { ephemeralVariable, moduleFile, modulePath, refuseToken } from "./terraform";

/** What synth could read of a passphrase. */
export interface ReadPassphrase {
  readonly passphrase?: string;
  /** In words, for findings about it. */
  readonly passphraseSource?: string;
  /** It is kept where synth cannot read it. */
  readonly passphraseElsewhere?: boolean;
  readonly findings: readonly Finding[];
}

/** Names that a variable cannot have (Terraform, "variable block reference"); the last is lost in JavaScript's objects. */
const RESERVED_VARIABLES = [
  ...["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"],
  "__proto__",
];

/**
 * Where the passphrase of a private key comes from. There is no way to pass one as a literal: it would end up in
 * code, and from there in cdktf.out and the state.
 */
export abstract class Passphrase {
  /**
   * A Terraform variable, sensitive and ephemeral, whose value is in the environment as `TF_VAR_<name>`. The cdktf
   * command keeps the variables that begin with `TF_VAR_` from synth: there synth reads the same value from
   * `SYNTH_TF_VAR_<name>`.
   *
   * @param name letters, digits and `_`, as a shell can export it, e.g. `acme_passphrase`
   */
  static fromVariable(name: string): Passphrase {
    refuseToken("the name of the variable", name);
    checkArgument(
      isText(name) && /^[A-Za-z_]\w*$/.test(name),
      `${show(name)} cannot name the variable of a passphrase: no shell exports such a TF_VAR_; use letters, digits and _, e.g. acme_passphrase`,
    );
    checkArgument(
      !RESERVED_VARIABLES.includes(name),
      `${show(name)} cannot name the variable of a passphrase: that name is reserved; use another, e.g. acme_passphrase`,
    );
    return new VariablePassphrase(name);
  }

  /**
   * The first line of a file, which synth and deploy read.
   *
   * @param path relative to the working directory
   */
  static fromFile(path: string): Passphrase {
    refuseToken("the path of the passphrase file", path);
    checkArgument(isText(path), "the path of the passphrase file is missing or empty");
    return new FilePassphrase(path);
  }

  /**
   * A Secrets Manager secret that someone else keeps. It is referred to, not copied; synth cannot check the key and
   * says so (`key-unchecked`).
   *
   * @param secretName name or ARN
   * @param field the field, if the secret's value is a JSON object. @default - the whole value
   */
  static fromSecret(secretName: string, field?: string): Passphrase {
    refuseToken("the name of the passphrase's secret", secretName);
    checkArgument(isText(secretName), "the name of the passphrase's secret is missing or empty");
    checkArgument(field === undefined || isText(field), `the field of the passphrase's secret is ${kindOf(field)}`);
    return new SecretPassphrase({ secret: checkSecret(secretName), field });
  }

  /**
   * What synth can read of it.
   *
   * @param allowUnchecked whether a variable that is not set is a passphrase kept elsewhere, rather than an error
   * @param keyPath the file of the key, for a word about how it was encrypted
   */
  abstract read(allowUnchecked?: boolean, keyPath?: string): ReadPassphrase;

  /** How Terraform reads it; undefined if Terraform does not. */
  abstract toTerraform(scope: Construct): Hcl | undefined;

  /** Where it is, for the embedded registry. */
  abstract reference(scope: Construct): PassphraseReference;

  /** Where it was taken from, in words for everyone; undefined where the registration refers to it. */
  abstract readonly source: string | undefined;
}

class VariablePassphrase extends Passphrase {
  readonly source: string;

  constructor(private readonly variable: string) {
    super();
    this.source = `variable ${variable}`;
  }

  read(allowUnchecked = false): ReadPassphrase {
    if (variableDiffers(this.variable)) return { findings: [ambiguous(this.variable)] };
    const { name, value: passphrase } = readVariable(this.variable) ?? {};
    // A pipeline without its secrets sets the variable to an empty text.
    if (allowUnchecked && !passphrase) return { passphraseElsewhere: true, findings: [] };
    if (passphrase !== undefined)
      return { passphrase, passphraseSource: `the environment variable ${name}`, findings: [] };
    const { forTerraform, forSynth } = variableNames(this.variable);
    return {
      findings: [
        finding(
          "passphrase-missing",
          `variable ${this.variable}`,
          `synth sees neither ${forTerraform} nor ${forSynth} in the environment`,
          `set ${forTerraform} for Terraform, and ${forSynth} to the same value for synth: the ${COMMAND} command keeps what begins with TF_VAR_ from it`,
        ),
      ],
    };
  }

  toTerraform(scope: Construct): Hcl {
    return ephemeralVariable(scope, this.variable);
  }

  reference(): PassphraseReference {
    return { variable: this.variable };
  }
}

function ambiguous(variable: string): Finding {
  const { forTerraform, forSynth } = variableNames(variable);
  return finding(
    "passphrase-ambiguous",
    `variable ${variable}`,
    `${forTerraform} and ${forSynth} differ: the key would be checked with one passphrase, and deployed with the other`,
    "set both from the same secret",
  );
}

class FilePassphrase extends Passphrase {
  readonly source: string;

  constructor(private readonly path: string) {
    super();
    const fromHere = relative("", path).split(sep).join(posix.sep);
    // What is outside of the project is of this machine, and nobody else's business.
    this.source = `file ${fromHere.startsWith("../") || isAbsolute(fromHere) ? basename(path) : fromHere}`;
  }

  read(_allowUnchecked?: boolean, keyPath?: string): ReadPassphrase {
    const { readPassphraseFile } =
      require("../material/passphrase-file") as typeof import("../material/passphrase-file");
    const read = readPassphraseFile(this.path, keyPath);
    return "code" in read ? { findings: [read] } : { ...read, passphraseSource: `the file ${this.path}`, findings: [] };
  }

  toTerraform(scope: Construct): Hcl {
    return hcl`split(${"\n"}, replace(file(${moduleFile(scope, this.path)}), ${"\r\n"}, ${"\n"}))[0]`;
  }

  reference(scope: Construct): PassphraseReference {
    return { file: modulePath(scope, this.path) };
  }
}

class SecretPassphrase extends Passphrase {
  readonly source = undefined;

  constructor(private readonly secret: SecretReference) {
    super();
  }

  read(): ReadPassphrase {
    return { passphraseElsewhere: true, findings: [] };
  }

  toTerraform(): undefined {
    return undefined;
  }

  reference(): SecretReference {
    return this.secret;
  }
}

function checkArgument(ok: boolean, message: string): asserts ok {
  if (!ok) misuse(message);
}

function show(name: unknown): string {
  return typeof name === "string" ? JSON.stringify(name) : kindOf(name);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
