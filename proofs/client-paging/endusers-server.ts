// Serves endusers from memory, as Planhat does. The argument gives their number. The server is a separate process, so
// that it uses none of the measured process's time. It sends its port to its parent process and ends with the parent
// process.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const count = Number(process.argv[2]);

const rows = Array.from({ length: count }, (_, at) => Buffer.from(JSON.stringify(makeEnduser(at))));
const comma = Buffer.from(",");

const server = createServer((request, response) => {
  const params = new URL(request.url ?? "", "http://localhost").searchParams;
  const offset = Number(params.get("offset"));
  const page = rows.slice(offset, offset + Number(params.get("limit")));
  const parts = page.flatMap((row, at) => (at === 0 ? [row] : [comma, row]));
  const body = Buffer.concat([Buffer.from("["), ...parts, Buffer.from("]")]);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.byteLength,
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port });
});
process.on("disconnect", () => process.exit());

function makeEnduser(at: number): Record<string, unknown> {
  const id = at.toString(16).padStart(24, "0");
  return {
    _id: id,
    companyId: (at % 5_000).toString(16).padStart(24, "0"),
    companyName: `Company ${at % 5_000}`,
    firstName: "Zoë",
    lastName: `Number ${at}`,
    name: `Zoë Number ${at}`,
    email: `zoe.${at}@company-${at % 5_000}.example`,
    externalId: `u-${at}`,
    sourceId: "",
    position: "Head of Operations",
    phone: "",
    tags: at % 3 === 0 ? ["vip"] : [],
    primary: at % 10 === 0,
    archived: false,
    beats: at % 97,
    lastActive: "2026-11-20T08:15:00.000Z",
    usage: { logins30: at % 60, reports: at % 7 },
    custom: { "Wants news 🗞": at % 2 === 0, "Seat number": at % 900, "Onboarded by": "Ann" },
    createdAt: "2024-05-02T10:00:00.000Z",
    updatedAt: "2026-11-21T10:00:00.000Z",
    __v: 0,
  };
}
