import { isRecord, recordIn } from "../../domain/chosenChecks.ts";
import { isDay } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { believedTold, type ToldState } from "../../domain/watch/alert.ts";
import type { ThresholdRecord, ThresholdState } from "../../domain/watch/threshold.ts";

/** What of the stored state is what it should be; a part that is not counts as told of nothing. */
export function toldIn(text: string | undefined, now: EpochMs): ToldState {
  const { thresholds, runway, findings, walletUntil, judgedOn, ...others } = recordIn(text);
  return believedTold(
    {
      ...others,
      ...(isRecord(thresholds) && isRecord(thresholds["scopes"])
        ? { thresholds: { ...thresholds, scopes: scopesIn(thresholds["scopes"]) } }
        : {}),
      ...(isRecord(runway) && typeof runway["told"] === "boolean"
        ? { runway: { ...runway, told: runway["told"] } }
        : {}),
      ...(isRecord(findings) && isTexts(findings["told"]) ? { findings: { ...findings, told: findings["told"] } } : {}),
      ...(typeof walletUntil === "number" ? { walletUntil } : {}),
      ...(typeof judgedOn === "string" && isDay(judgedOn) ? { judgedOn } : {}),
    },
    now,
  );
}

function scopesIn(stored: Readonly<Record<string, unknown>>): ThresholdState["scopes"] {
  const scopes = Object.entries(stored).map(
    ([scope, records]) => [scope, Array.isArray(records) ? records.filter(isRecordOfTold) : []] as const,
  );
  return Object.fromEntries(scopes);
}

function isRecordOfTold(value: unknown): value is ThresholdRecord {
  if (!isRecord(value)) return false;
  const { since, limit, told } = value;
  if (typeof since !== "string" || typeof limit !== "number" || !isRecord(told)) return false;
  return Object.values(told).every((threshold) => typeof threshold === "number");
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
