/** The token saver with its real dependencies: the API, random ids, and HPKE, whose code is loaded on demand. */
import { v7 as uuidv7 } from "uuid";
import { call } from "../../../api/call.ts";
import { makeUnanswered } from "../../../api/problem.ts";
import { makeTokenSaver, type TokenSaver } from "./token-saver.ts";

/** Loads the sealing code before Save is pressed, so that Save needs only one round trip. */
export function loadSealing() {
  return import("@churned/vault/seal");
}

export function makeBrowserSaver(): TokenSaver {
  return makeTokenSaver({
    getSealingKey: () => call("getSealingKey"),
    seal: async ({ key, ...input }) => {
      const { formatPublicKey, sealToken } = await loadSealing().catch(() => {
        // The code comes from the API's server. So a failure to load it counts as a missing answer, and Save is
        // repeated.
        throw makeUnanswered(false);
      });
      return sealToken({ publicKey: formatPublicKey(key), ...input });
    },
    put: (id, sealed, region) =>
      call("saveToken", {
        id,
        body: { sealed, ...(region === undefined ? {} : { host: region }) },
      }),
    makeId: () => uuidv7(),
  });
}
