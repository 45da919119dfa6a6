export interface CompletedOption {
  /** With its dashes: `--format`. */
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes; any, where there are none. */
  readonly choices: readonly string[];
}

/** A command, or with an empty name the program itself. */
export interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** The words that its argument may be; a file or anything else, where there are none. */
  readonly words: readonly string[];
}

/**
 * For bash: words where there are any, and otherwise what bash does by itself, which is files (GNU Bash manual,
 * "Programmable Completion").
 */
export function bashScript(program: string, commands: readonly Completed[]): string {
  const name = `_${program.replaceAll("-", "_")}`;
  const values = commands.flatMap((command) =>
    command.options
      .filter(({ takesValue }) => takesValue)
      .map((option) => `    "${command.name} ${option.name}") words="${option.choices.join(" ")}" ;;`),
  );
  const words = commands.map(
    (command) =>
      `        "${command.name}") words="${command.words.join(" ")}"; options="${command.options.map((it) => it.name).join(" ")}" ;;`,
  );
  return `${name}() {
  local command= words= options= i
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      --) COMPREPLY=(); return ;;
      -*) ;;
      *) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  for ((; i < COMP_CWORD; i++)); do
    if [ "\${COMP_WORDS[i]}" = "--" ]; then COMPREPLY=(); return; fi
  done
  case "$command $previous" in
${values.join("\n")}
    *)
      case "$command" in
${words.join("\n")}
      esac
      case "$current" in -*) words="$options" ;; esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F ${name} ${program}
`;
}

/** For zsh, which has bash's completion built in (zshcompsys, "bashcompinit"). */
export function zshScript(program: string, commands: readonly Completed[]): string {
  return `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashScript(program, commands)}`;
}

/** For fish (fish documentation, "complete"). */
export function fishScript(program: string, commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, options, words }) => {
    const when = name === "" ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${name}`;
    const describe = (word: string) => commands.find((it) => it.name === word)?.description;
    const complete = (rest: string, description = "") =>
      `complete -c ${program} -n '${when}' ${rest}${description === "" ? "" : ` -d ${quote(description)}`}`;
    return [
      ...words.map((word) => complete(`-f -a ${word}`, describe(word))),
      ...options.map(({ name: option, description, takesValue, choices }) => {
        const values = choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : takesValue ? " -r -F" : "";
        return complete(`-l ${option.replace(/^--/, "")}${values}`, description);
      }),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
