/**
 * Node 22 says on every run that its SQLite is experimental, as soon as it is loaded; whoever reads stderr has no use for that. Every
 * other warning is told as before.
 */
export function hushExperimental(): void {
  const told = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name === "ExperimentalWarning") return;
    for (const listener of told) listener(warning);
  });
}
