import { COMMANDS, type Command, DEFAULT_COMMAND, flagsOf } from "./commandTable.ts";
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
const WORDS: Readonly<Record<string, readonly string[]>> = {
  budget: ["check"],
  completion: SHELLS,
  help: COMMANDS.map(({ name }) => name),
};
const HELP: Command = {
  name: "help",
  summary: "tell more of a command",
  flags: [],
  // It is answered before any command is looked for.
  load: async () => Promise.reject(new Error("help has no code of its own")),
};
const ALL: readonly Command[] = [...COMMANDS, HELP];

function takesFiles({ words }: Command): boolean {
  return words?.startsWith("FILE") === true;
}

function valuesOf({ name, choices }: Flag): readonly string[] {
  return choices ?? (name === "period" ? presetWords() : []);
}

/** Each flag of any command once. */
function everyFlag(): readonly Flag[] {
  return [...new Map(ALL.flatMap(flagsOf).map((flag) => [flag.name, flag] as const)).values()];
}

function isFile({ value }: Flag): boolean {
  return value === "FILE";
}

function flagNames(command: Command): string {
  return flagsOf(command)
    .map(({ name }) => `--${name}`)
    .join(" ");
}

function bash(): string {
  const names = ALL.map(({ name }) => name).join(" ");
  const flags = ALL.map((command) => {
    return `    ${command.name}) words="${[...(WORDS[command.name] ?? []), flagNames(command)].join(" ")}" ;;`;
  });
  const usual = COMMANDS.filter(({ name }) => name === DEFAULT_COMMAND).map(flagNames);
  const withValues = everyFlag().filter((flag) => valuesOf(flag).length > 0);
  const values = withValues.map((flag) => `    --${flag.name}) words="${valuesOf(flag).join(" ")}" ;;`);
  const files = everyFlag().filter(isFile);
  return `# deepvue-usage completion bash > ~/.local/share/bash-completion/completions/deepvue-usage
_deepvue_usage_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}
_deepvue_usage() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${names} " in *" $word "*) command="$word"; break ;; esac
  done
  case "$previous" in
${values.join("\n")}
    ${files.map(({ name }) => `--${name}`).join("|")}) _deepvue_usage_files "$current"; return ;;
  esac
  if [ -z "$words" ]; then case "$command" in
    "") words="${names} --version ${usual.join("")}" ;;
    ${ALL.filter(takesFiles)
      .map(({ name }) => name)
      .join("|")}) if [[ "$current" != -* ]]; then _deepvue_usage_files "$current"; return; fi ;;&
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
  const commands = ALL.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`);
  const cases = ALL.map((command) => {
    const specs = flagsOf(command).map((flag) => {
      const values = valuesOf(flag);
      const action = values.length > 0 ? `(${values.join(" ")})` : isFile(flag) ? "_files" : "";
      const value = flag.kind === "switch" ? "" : `:${flag.value ?? "value"}:${action}`;
      return `'${flag.kind === "list" ? "*" : ""}--${flag.name}[${zshText(flag.summary)}]${value}'`;
    });
    const words = WORDS[command.name];
    const word = words === undefined ? [] : [`'1:word:(${words.join(" ")})'`];
    const files = takesFiles(command) ? ["'*:file:_files'"] : [];
    return `    ${command.name}) _arguments ${[...word, ...files, ...specs].join(" ")} ;;`;
  });
  const valued = everyFlag().flatMap(({ name, short, kind }) =>
    kind === "switch" ? [] : [`--${name}`, ...(short === undefined ? [] : [`-${short}`])],
  );
  return `#compdef deepvue-usage
# deepvue-usage completion zsh > "\${fpath[1]}/_deepvue-usage"
_deepvue_usage() {
  local -a commands=(
${commands.join("\n")}
  )
  local -a valued=(${valued.join(" ")})
  local command=${DEFAULT_COMMAND} at found=0
  for (( at = 2; at < CURRENT; at++ )); do
    if (( \${commands[(I)$words[at]:*]} )); then command=$words[at]; found=1; words[at]=(); (( CURRENT-- )); break; fi
  done
  if (( ! found && ! \${valued[(Ie)$words[CURRENT-1]]} )) && [[ $words[CURRENT] != -* ]]; then
    _describe command commands; return
  fi
  case $command in
${cases.join("\n")}
  esac
}
# Found in $fpath, this file itself is the function that is called first.
if [[ $funcstack[1] == _deepvue-usage ]]; then _deepvue_usage "$@"; else compdef _deepvue_usage deepvue-usage; fi
`;
}

function fishText(text: string): string {
  return `'${text.replaceAll("'", "’")}'`;
}

/** `when`: a condition of fish. */
function fishFlags(command: Command, when: string): readonly string[] {
  return flagsOf(command).map((flag) => {
    const values = valuesOf(flag);
    const free = isFile(flag) ? " -r -F" : " -x";
    const value = flag.kind === "switch" ? "" : values.length > 0 ? ` -x -a ${fishText(values.join(" "))}` : free;
    return `complete -c deepvue-usage ${when} -l ${flag.name}${value} -d ${fishText(flag.summary)}`;
  });
}

function fish(): string {
  const commands = ALL.map(({ name, summary }) => {
    return `complete -c deepvue-usage -n __fish_use_subcommand -a ${name} -d ${fishText(summary)}`;
  });
  const usual = COMMANDS.filter(({ name }) => name === DEFAULT_COMMAND);
  const flags = ALL.flatMap((command) => {
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const words = WORDS[command.name]?.join(" ") ?? "";
    return [
      ...(words === "" ? [] : [`complete -c deepvue-usage ${when} -a ${fishText(words)}`]),
      ...(takesFiles(command) ? [`complete -c deepvue-usage ${when} -F`] : []),
      ...fishFlags(command, when),
    ];
  });
  return [
    "# deepvue-usage completion fish > ~/.config/fish/completions/deepvue-usage.fish",
    "complete -c deepvue-usage -f",
    ...commands,
    ...usual.flatMap((command) => fishFlags(command, "-n __fish_use_subcommand")),
    ...flags,
    "",
  ].join("\n");
}
