/** The token saver with its real ports: the API, this browser's randomness, and HPKE loaded when it is needed. */
import { v7 as uuidv7 } from "uuid";
import { call } from "../../../api/call.ts";
import { makeUnanswered } from "../../../api/problem.ts";
import { makeTokenSaver, type TokenSaver } from "./token-saver.ts";

/** Fetches the sealing code before Save is pressed, so that pressing it waits for one round trip only. */
export function loadSealing() {
  return import("@churned/vault/seal");
}

export function makeBrowserSaver(): TokenSaver {
  return makeTokenSaver({
    getSealingKey: () => call("getSealingKey"),
    seal: async ({ key, ...input }) => {
      const { formatPublicKey, sealToken } = await loadSealing().catch(() => {
        // The code comes from where the API is: it is asked for again like an answer that did not come.
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
