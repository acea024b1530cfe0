import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

test("takes a while, as on a machine that has become slower", () => delay(6_000));
