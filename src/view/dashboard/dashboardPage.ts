import type { PanelTexts } from "../../protocol.ts";

/** What the page needs of the webview that shows it. All addresses come from `asWebviewUri`. */
export interface PageSources {
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every page: 128 random bits or more. */
  readonly nonce: string;
  /** BCP 47, of VS Code's display language. */
  readonly language: string;
  readonly texts: PanelTexts;
}

/** The panel's page: nothing may load but our script and our style sheet, and nothing inline may run. */
export function dashboardPage(sources: PageSources): string {
  const { cspSource, script, style, nonce, language, texts } = sources;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<main id="panel" aria-busy="true" data-texts="${escapeHtml(JSON.stringify(texts))}"><p class="placeholder">${escapeHtml(texts.loading)}</p></main>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}

/** For text and for double-quoted attributes. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
