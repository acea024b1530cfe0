// Prometheus' own judge of metrics and rules.
import { spawnSync } from "node:child_process";
import type { TestContext } from "node:test";
import { patient } from "../../scripts/patience.ts";
import { PROMETHEUS_IS_ABSENT, prometheusProgram } from "../../scripts/setup/prometheus.mjs";

/** What promtool says of it; "" is no complaint. Undefined where there is no promtool, and then the test is skipped by name. */
export function complaintsOf(t: TestContext, args: readonly string[], input = ""): string | undefined {
  const promtool = prometheusProgram("promtool");
  if (promtool === undefined) {
    t.skip(PROMETHEUS_IS_ABSENT);
    return undefined;
  }
  const { status, stdout, stderr } = spawnSync(promtool, args, { input, encoding: "utf8", timeout: patient(30_000) });
  return status === 0 ? stderr : `${stderr}${stdout}`;
}
