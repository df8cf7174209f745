/**
 * Saves a token idempotently. A text keeps its credential id and its sealed token, even if Save is pressed several
 * times or an answer is lost. So the API answers with the same check. After that check is done, saving the same text
 * is a new attempt.
 */
import { ApiProblem } from "../../../api/problem.ts";

export interface SealedToken {
  readonly keyId: string;
  readonly credentialId: string;
  readonly enc: string;
  readonly ciphertext: string;
}

export interface SaverPorts {
  getSealingKey: () => Promise<{ keyId: string; publicKey: string }>;
  seal: (input: {
    key: { keyId: string; publicKey: string };
    connectionId: string;
    credentialId: string;
    token: string;
  }) => Promise<SealedToken>;
  put: (
    connectionId: string,
    sealed: SealedToken,
    region: string | undefined,
  ) => Promise<{ checkId: string }>;
  makeId: () => string;
}

interface Attempt {
  readonly connectionId: string;
  readonly token: string;
  readonly region: string | undefined;
  readonly credentialId: string;
  sealed: SealedToken | undefined;
  underWay: Promise<string> | undefined;
}

export interface TokenSaver {
  /**
   * Seals and sends the token; resolves with the check's id. Throws `ApiProblem`; a repeated call is safe. `region`:
   * the region of the customer's Planhat (`us3`), if it is known.
   */
  save: (connectionId: string, token: string, region?: string) => Promise<string>;
  /** Called when the check is done: the next save makes a new credential, even for the same text. */
  settle: () => void;
}

export function makeTokenSaver(ports: SaverPorts): TokenSaver {
  let attempt: Attempt | undefined;

  async function send(current: Attempt, mayReseal: boolean): Promise<string> {
    const { connectionId, credentialId, token, region } = current;
    current.sealed ??= await ports.seal({
      key: await ports.getSealingKey(),
      connectionId,
      credentialId,
      token,
    });
    try {
      return (await ports.put(connectionId, current.sealed, region)).checkId;
    } catch (error) {
      const isKeyRetired = error instanceof ApiProblem && error.code === "SEALING_KEY_CHANGED";
      if (!isKeyRetired || !mayReseal) throw error;
      // The API stored nothing under this credential id, so the id can stay. Only the token is sealed again, with the
      // current key.
      current.sealed = undefined;
      return send(current, false);
    }
  }

  return {
    async save(connectionId, token, region) {
      const isSame =
        attempt?.connectionId === connectionId &&
        attempt.token === token &&
        attempt.region === region;
      if (attempt === undefined || !isSame)
        attempt = {
          connectionId,
          token,
          region,
          credentialId: ports.makeId(),
          sealed: undefined,
          underWay: undefined,
        };
      const current = attempt;
      current.underWay ??= send(current, true).finally(() => {
        current.underWay = undefined;
      });
      return current.underWay;
    },
    settle() {
      attempt = undefined;
    },
  };
}
