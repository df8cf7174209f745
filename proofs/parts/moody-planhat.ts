/**
 * A fake Planhat whose answer depends on the token's text. It rejects `mistyped`, never answers `silent-all`, and
 * never answers `silent-nps` for NPS. For any other token, it answers with one row after the given milliseconds. It
 * runs in a separate process.
 */
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";

const delayMs = Number(process.argv[2] ?? "0");
const id = (n: number): string => n.toString(16).padStart(24, "0");

function answer(response: ServerResponse, status: number, body: unknown): void {
  setTimeout(() => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }, delayMs);
}

const server = createServer((request, response) => {
  const token = request.headers.authorization ?? "";
  const path = /^\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
  if (token.includes("mistyped")) answer(response, 401, { message: "Unauthorized" });
  else if (token.includes("silent-all") || (token.includes("silent-nps") && path === "nps")) return;
  else answer(response, 200, [{ _id: id(1), name: "Initech", companyId: id(1) }]);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object")
    process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
process.on("disconnect", () => process.exit(0));
