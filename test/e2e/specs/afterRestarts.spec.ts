// What stays on disk, and goes on after a restart. One VS Code, from story to story.
import "../stories/secrets.ts";
import "../stories/history.ts";
import "../stories/offlineRestart.ts";
import "../stories/alerts.ts";
