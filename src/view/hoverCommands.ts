/** Commands that links in the hover may run. */
export const HOVER_COMMANDS = [
  "deepvue.openDashboard",
  "deepvue.refresh",
  "deepvue.choosePeriod",
  "deepvue.setBudget",
  "deepvue.showAlerts",
  "deepvue.signIn",
  "deepvue.addTeamLedger",
  "deepvue.openSampleAccount",
  "deepvue.showLog",
  "deepvue.diagnose",
] as const;
