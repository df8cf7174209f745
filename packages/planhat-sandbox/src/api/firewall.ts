/** Refusals of a firewall in front of Planhat's API, copied from public bug reports. */
import type { Fault } from "../fault-kinds.ts";
import type { Answer } from "./reply.ts";

const cloudflare = { server: "cloudflare", "cf-ray": "8f2a1b3c4d5e6f70-AMS" };
const plain = { "content-type": "text/plain; charset=UTF-8" };

const refusals = {
  code: { body: "error code: 1020", headers: { ...plain, ...cloudflare } },
  page: {
    body: "<!DOCTYPE HTML><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>403 ERROR</H1>Request blocked.</BODY></HTML>",
    headers: {
      "content-type": "text/html",
      server: "CloudFront",
      "x-cache": "Error from cloudfront",
    },
  },
  json: {
    body: '{"type":"https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1020/","title":"Error 1020: Access denied","status":403}',
    headers: { "content-type": "application/problem+json", ...cloudflare },
  },
  empty: { body: "", headers: plain },
} as const;

export function refuseAsFirewall({ status = 403, shape = "code" }: Fault): Answer {
  return { status, ...refusals[shape] };
}
