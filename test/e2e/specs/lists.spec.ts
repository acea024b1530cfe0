// The trees, and what is made of their rows. One VS Code, from story to story.
import "../stories/everyday.ts";
import "../stories/narrowing.ts";
import "../stories/exports.ts";
import "../stories/missingSecret.ts";
