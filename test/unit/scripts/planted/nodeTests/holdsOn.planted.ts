import { createServer } from "node:http";
import { test } from "node:test";

test("leaves a server listening", () => {
  createServer().listen(0);
});
