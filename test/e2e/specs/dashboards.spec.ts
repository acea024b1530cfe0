// The dashboard, and what stands beside code and invoices. One VS Code, from story to story.
import "../stories/reconcile.ts";
import "../stories/dashboardForEveryone.ts";
import "../stories/dashboard.ts";
import "../stories/code.ts";
