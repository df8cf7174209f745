import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { createDeliver } from "./deliver.ts";

test("a customer's text is plain text in Slack, without links and without mentions of the whole channel", async () => {
  const posted: string[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    posted.push(await text(request));
    response.end("ok");
  }
  const slack = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
  const { port } = slack.address() as AddressInfo;
  const deliver = createDeliver({
    MAIL_FROM: "Churned <planhat@churned.example>",
    SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
    DEMO: false,
  });
  await deliver.send.slack?.({
    to: "operators",
    subject: "",
    text: "<!channel> & <https://evil.example|Approve>",
  });
  deliver.close();
  slack.close();
  expect(posted.map((body): unknown => JSON.parse(body))).toEqual([
    { text: "&lt;!channel&gt; &amp; &lt;https://evil.example|Approve&gt;" },
  ]);
});
