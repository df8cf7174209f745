import { modelNames } from "@churned/planhat-client/models";
import { expect, it } from "vitest";
import { createSandbox } from "../index.ts";
import { ask } from "../testing/ask.ts";

it("records of every model can be listed, shown, added, changed and removed on screens", async () => {
  await using sandbox = await createSandbox();
  for (const model of modelNames)
    expect([model, (await fetch(`${sandbox.url}/records/${model}?tenant=acme`)).status]).toEqual([
      model,
      200,
    ]);
  expect((await fetch(`${sandbox.url}/records/cat`)).status).toBe(404);
  const list = await (await fetch(`${sandbox.url}/records/company?offset=50`)).text();
  expect(list).toContain("51 to 100 of 250");

  const send = async (url: string, fields: string): Promise<Response> =>
    await fetch(url, { method: "POST", body: new URLSearchParams({ tenant: "acme", fields }) });
  const added = await send(`${sandbox.url}/records/company`, '{"name":"<Made> here"}');
  const html = await added.text();
  expect(html).toContain("&lt;Made&gt; here");
  const address = added.url.split("?")[0] ?? "";
  const id = address.split("/").at(-1) ?? "";
  const { token } = sandbox.createAccount({ name: "a", view: "all" });
  expect((await ask(sandbox, token, `/companies/${id}`)).body).toMatchObject({
    name: "<Made> here",
  });
  expect((await send(address, '{"phase":"Growth"}')).status).toBe(200);
  expect((await ask(sandbox, token, `/companies/${id}`)).body).toMatchObject({ phase: "Growth" });
  expect((await send(address, "[1]")).status).toBe(400);
  expect((await send(`${address}/remove`, "")).status).toBe(200);
  expect((await ask(sandbox, token, `/companies/${id}`)).status).toBe(404);
  expect((await send(`${address}/restore`, "")).status).toBe(200);
  expect((await ask(sandbox, token, `/companies/${id}`)).status).toBe(200);
  expect((await send(`${address}/archive`, "")).status).toBe(404);

  const [user] = (await ask(sandbox, token, "/endusers?limit=1&sort=_id")).ids;
  const screen = `${sandbox.url}/records/enduser/${user}`;
  expect(await (await send(`${screen}/archive`, "")).text()).toContain("Unarchive record");
  expect((await ask(sandbox, token, "/endusers?archived=true")).ids).toEqual([user]);
  expect(await (await send(`${screen}/unarchive`, "")).text()).toContain("Archive record");
  expect((await ask(sandbox, token, "/endusers?archived=true")).ids).toEqual([]);
});
