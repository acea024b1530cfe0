import { after, test } from "node:test";

test("is sound, and what follows is not", () => undefined);

after(async () => {
  const alive = setInterval(() => undefined, 1_000);
  await new Promise(() => undefined);
  clearInterval(alive);
});
