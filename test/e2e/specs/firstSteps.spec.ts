// What a person meets first, in each way to go on from there. One VS Code, from story to story.
import "../stories/signInFailures.ts";
import "../stories/emptyViews.ts";
import "../stories/documentedResponse.ts";
import "../stories/hostileText.ts";
import "../stories/businessPeriods.ts";
import "../stories/sampleAccount.ts";
