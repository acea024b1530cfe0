// A program of its own, so that making and sending a report is no work of the extension host that takes it in: serves the report
// of an Enterprise account's week on 127.0.0.1 and prints the port. Ends with its input.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { enterpriseReport } from "../bench/enterprise.ts";

async function serve(): Promise<void> {
  const [, , since = "", until = ""] = process.argv;
  const body = enterpriseReport({ since, until });
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  console.log((server.address() as AddressInfo).port);
  process.stdin.resume();
  await once(process.stdin, "end");
  server.closeAllConnections();
  server.close();
}

void serve();
