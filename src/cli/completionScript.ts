import { COMMANDS, flagsOf } from "./commandTable.ts";
import type { Flag } from "./flags.ts";
import { presetWords } from "./periodWish.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A script for the shell to read; made from the same list as the help. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash();
    case "zsh":
      return zsh();
    case "fish":
      return fish();
  }
}

/** Words that stand behind a command. */
const WORDS: Readonly<Record<string, readonly string[]>> = { budget: ["check"], completion: SHELLS };

function valuesOf({ name, choices }: Flag): readonly string[] {
  return choices ?? (name === "period" ? presetWords() : []);
}

/** Flags with values to choose from, each once. */
function chosenFlags(): readonly Flag[] {
  const flags = new Map(COMMANDS.flatMap(flagsOf).map((flag) => [flag.name, flag] as const));
  return [...flags.values()].filter((flag) => valuesOf(flag).length > 0);
}

function bash(): string {
  const names = COMMANDS.map(({ name }) => name).join(" ");
  const flags = COMMANDS.map((command) => {
    const all = flagsOf(command).map(({ name }) => `--${name}`);
    return `    ${command.name}) words="${[...(WORDS[command.name] ?? []), ...all].join(" ")}" ;;`;
  });
  const values = chosenFlags().map((flag) => `    --${flag.name}) words="${valuesOf(flag).join(" ")}" ;;`);
  return `# deepvue-usage completion bash > ~/.local/share/bash-completion/completions/deepvue-usage
_deepvue_usage() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${names} " in *" $word "*) command="$word"; break ;; esac
  done
  case "$previous" in
${values.join("\n")}
    --config|--ledger) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ -z "$words" ]; then case "$command" in
    "") words="${names} --help --version" ;;
${flags.join("\n")}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _deepvue_usage deepvue-usage
`;
}

/** For single quotes, and where brackets and colons mean something. */
function zshText(text: string): string {
  return text.replaceAll("'", "’").replaceAll("[", "(").replaceAll("]", ")").replaceAll(":", "\\:");
}

function zsh(): string {
  const commands = COMMANDS.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`);
  const cases = COMMANDS.map((command) => {
    const specs = flagsOf(command).map((flag) => {
      const values = valuesOf(flag);
      const action =
        values.length > 0 ? `(${values.join(" ")})` : ["config", "ledger"].includes(flag.name) ? "_files" : "";
      const value = flag.kind === "switch" ? "" : `:${flag.value ?? "value"}:${action}`;
      return `'${flag.kind === "list" ? "*" : ""}--${flag.name}[${zshText(flag.summary)}]${value}'`;
    });
    const words = WORDS[command.name];
    const word = words === undefined ? [] : [`'1:word:(${words.join(" ")})'`];
    return `    ${command.name}) _arguments ${[...word, ...specs].join(" ")} ;;`;
  });
  return `#compdef deepvue-usage
# deepvue-usage completion zsh > "\${fpath[1]}/_deepvue-usage"
_deepvue_usage() {
  local -a commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then _describe command commands; return; fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
compdef _deepvue_usage deepvue-usage
`;
}

function fishText(text: string): string {
  return `'${text.replaceAll("'", "’")}'`;
}

function fish(): string {
  const commands = COMMANDS.map(({ name, summary }) => {
    return `complete -c deepvue-usage -n __fish_use_subcommand -a ${name} -d ${fishText(summary)}`;
  });
  const flags = COMMANDS.flatMap((command) => {
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const words = (WORDS[command.name] ?? []).map((word) => `complete -c deepvue-usage ${when} -a ${word}`);
    const lines = flagsOf(command).map((flag) => {
      const values = valuesOf(flag);
      const value = flag.kind === "switch" ? "" : values.length > 0 ? ` -x -a ${fishText(values.join(" "))}` : " -r";
      return `complete -c deepvue-usage ${when} -l ${flag.name}${value} -d ${fishText(flag.summary)}`;
    });
    return [...words, ...lines];
  });
  return [
    "# deepvue-usage completion fish > ~/.config/fish/completions/deepvue-usage.fish",
    "complete -c deepvue-usage -f",
    ...commands,
    ...flags,
    "",
  ].join("\n");
}
