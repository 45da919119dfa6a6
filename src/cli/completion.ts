import { Argument, type Command, type Option } from "commander";
import { command } from "./command";
import { bashScript, type Completed, type CompletedOption, fishScript, zshScript } from "./completion-scripts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completionCommand(): Command {
  return command("completion")
    .description("Print the completion script of a shell.")
    .addArgument(new Argument("<shell>", "whose script").choices(Object.keys(SCRIPTS)))
    .addHelpText(
      "after",
      `
Examples, each for the shell's own start-up file:
  source <(client-certificates completion bash)       # ~/.bashrc
  source <(client-certificates completion zsh)        # ~/.zshrc
  client-certificates completion fish | source        # ~/.config/fish/config.fish`,
    )
    .action((shell: keyof typeof SCRIPTS, _: object, self: Command) => {
      const program = self.parent!;
      process.stdout.write(SCRIPTS[shell](program.name(), completedOf(program)));
    });
}

/** The program and its commands, as their help lists them: what is added to one is completed. */
function completedOf(program: Command): Completed[] {
  const help = program.createHelp();
  const own = { name: "", description: "", options: program.options.map(optionOf), words: [] };
  const commands = help.visibleCommands(program).map((one) => ({
    name: one.name(),
    description: one.description(),
    options: help.visibleOptions(one).map(optionOf),
    words: one.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }));
  return [{ ...own, words: commands.map(({ name }) => name) }, ...commands];
}

function optionOf({ long, description, required, optional, argChoices }: Option): CompletedOption {
  return { name: long ?? "", description, takesValue: required || optional, choices: argChoices ?? [] };
}
