import { fileURLToPath } from "node:url";
import { freePort, type RunningProcess, startProcess } from "@churned/testkit";
import { makeCall, type TestApi } from "./test-api.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export interface ApiProcess extends AsyncDisposable {
  readonly process: RunningProcess;
  readonly url: string;
  readonly call: TestApi["call"];
}

/** Starts the API as a separate process. It has the database and the keys of `api`, so a session is valid in both. */
export async function startApiProcess(
  api: TestApi,
  options: {
    /** Modules that Node loads before the API. */
    readonly imports?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<ApiProcess> {
  const { DATABASE_URL, AUTH_SECRET, SEALING_PUBLIC_KEY, appUrl } = api.deps.env;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = await startProcess({
    args: [...(options.imports ?? []).flatMap((file) => ["--import", file]), main],
    env: {
      PORT: String(port),
      HOST: "127.0.0.1",
      APP_URL: appUrl,
      DATABASE_URL,
      AUTH_SECRET,
      SEALING_PUBLIC_KEY,
      ...options.env,
    },
    readyWhen: (output) => output.includes('"listening"'),
  });
  return {
    process,
    url,
    call: makeCall((path, init) => fetch(url + path, init)),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
