/**
 * Saving a token so that doing it twice is harmless. One text that is being saved has one credential id and one
 * sealed blob, however often Save is pressed or an answer is lost: the API knows them by it and answers with the same
 * check. Only once that check is done does the same text count as a new attempt.
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
   * Seals and sends; resolves with the check's id. Throws `ApiProblem`, after which calling again is safe. `region`:
   * the one of the customer's Planhat (`us3`) where it is known.
   */
  save: (connectionId: string, token: string, region?: string) => Promise<string>;
  /** The check is done: what is saved from now on is a new credential, even of the same text. */
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
      // Nothing was stored under this id, so it stays; only the blob is made anew, for the key that is current.
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
