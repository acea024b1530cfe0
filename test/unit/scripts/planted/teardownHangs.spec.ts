import { startProgram, test } from "./program.ts";

const withServer = test.extend<{ server: string }>({
  server: async ({ playwright: _ }, use) => {
    startProgram();
    await use("a server");
    await new Promise(() => undefined);
  },
});

withServer("has a server that does not end", ({ server }) => {
  if (server === "") throw new Error("no server");
});
