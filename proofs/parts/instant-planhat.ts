/**
 * A fake Planhat that answers every list request with one row: at once, or after the milliseconds in its argument. It
 * runs in a separate process.
 */
import { createServer } from "node:http";

const delayMs = Number(process.argv[2] ?? "0");
const id = (n: number): string => n.toString(16).padStart(24, "0");
const company = { _id: id(1), name: "Initech" };
const bodies: Readonly<Record<string, unknown>> = {
  companies: [company],
  leancompanies: [company],
  endusers: [{ _id: id(2), companyId: company._id }],
  users: [{ _id: id(3), email: "ada@initech.example" }],
};
const texts = new Map(Object.entries(bodies).map(([path, rows]) => [path, JSON.stringify(rows)]));
const oneRow = JSON.stringify([{ _id: id(4) }]);
let calls = 0;

const server = createServer((request, response) => {
  const path = /^\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
  const body = path === "calls" ? `[${calls}]` : (texts.get(path) ?? oneRow);
  if (path !== "calls") calls += 1;
  const answer = (): void => {
    const length = Buffer.byteLength(body);
    response.writeHead(200, { "content-type": "application/json", "content-length": length });
    response.end(body);
  };
  if (delayMs > 0) setTimeout(answer, delayMs);
  else answer();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object")
    process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
process.on("disconnect", () => process.exit(0));
