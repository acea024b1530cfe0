import { startProgram, test } from "./program.ts";

const withServer = test.extend<{ server: string }>({
  server: async ({ playwright: _ }, use) => {
    startProgram();
    await Promise.reject(new Error("planted: the server did not start"));
    await use("never");
  },
});

withServer("needs a server", ({ server }) => {
  throw new Error(`never run with ${server}`);
});
