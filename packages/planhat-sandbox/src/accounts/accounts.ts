/**
 * Service accounts and their tokens. A token is shown only once, when it is made. Memory and the data file contain
 * only the SHA-256 of the token.
 */

import { createHash, randomBytes } from "node:crypto";
import type { Fault } from "../fault-kinds.ts";
import { readDataFile, writeDataFile } from "./data-file.ts";
import type { Permission } from "./permissions.ts";

/** The stored facts of a token. */
interface StoredToken {
  readonly id: string;
  readonly hash: string;
  readonly lastFour: string;
  readonly createdAt: number;
}

/** A service account. */
export interface Account {
  readonly id: string;
  /** The key of the account's tenant. */
  readonly tenant: string;
  readonly name: string;
  readonly description: string;
  readonly isPaused: boolean;
  readonly createdAt: number;
  readonly permissions: ReadonlySet<Permission>;
  /**
   * The account sees only the companies of this user, and records that belong to these companies. Null: the account
   * sees everything.
   */
  readonly portfolioOwner: string | null;
  /** Properties that the account does not see, as `<model>.<property>`. */
  readonly hiddenFields: readonly string[];
  /** Faults of this account only, until it is removed. */
  readonly faults: readonly Fault[];
  readonly tokens: readonly StoredToken[];
}

/** The properties of an account that can be changed. */
type AccountChange = Partial<
  Pick<
    Account,
    "description" | "isPaused" | "permissions" | "portfolioOwner" | "hiddenFields" | "faults"
  >
>;

/**
 * The service accounts of all tenants. Methods that take an id throw `UnknownAccountError` if no account has this id.
 */
export interface Accounts {
  list(tenant?: string): Account[];
  get(id: string): Account;
  create(tenant: string, name: string, permissions: Iterable<Permission>): Account;
  change(id: string, change: AccountChange): void;
  remove(id: string): void;
  /**
   * Makes a token and returns it. The token cannot be read later. `text`: the token to use instead of a random token.
   */
  addToken(id: string, text?: string): string;
  removeToken(id: string, tokenId: string): void;
  /** The account of a token, and the token's hash. Undefined if the account is paused or no account has the token. */
  authenticate(token: string): { account: Account; hash: string } | undefined;
  /** Runs `work`, and writes the data file only once at its end. */
  keepOnce<T>(work: () => T): T;
  reset(): void;
}

/** Thrown if no account has the id. */
export class UnknownAccountError extends Error {}

/** 258 bytes are 344 characters of base64url, the length of real tokens. */
const TOKEN_BYTES = 258;

/** Opens the accounts that are stored in `dataFile`. Without a file, the accounts exist as long as the process. */
export function openAccounts(now: () => number, dataFile: string | undefined): Accounts {
  const accounts = new Map<string, Account>();
  const owners = new Map<string, string>();
  for (const account of dataFile ? readDataFile(dataFile) : []) keep(account);

  function keep(account: Account): void {
    accounts.set(account.id, account);
    for (const { hash } of account.tokens) owners.set(hash, account.id);
  }

  let isHeldBack = false;
  function save(): void {
    if (dataFile && !isHeldBack) writeDataFile(dataFile, [...accounts.values()]);
  }

  function get(id: string): Account {
    const account = accounts.get(id);
    if (!account) throw new UnknownAccountError(`There is no service account ${id}.`);
    return account;
  }

  return {
    list: (tenant) =>
      [...accounts.values()].filter((account) => !tenant || account.tenant === tenant),
    get,
    create(tenant, name, permissions) {
      const account: Account = {
        id: randomBytes(12).toString("hex"),
        tenant,
        name,
        description: "",
        isPaused: false,
        createdAt: now(),
        permissions: new Set(permissions),
        portfolioOwner: null,
        hiddenFields: [],
        faults: [],
        tokens: [],
      };
      keep(account);
      save();
      return account;
    },
    change(id, change) {
      keep({ ...get(id), ...change });
      save();
    },
    remove(id) {
      for (const { hash } of get(id).tokens) owners.delete(hash);
      accounts.delete(id);
      save();
    },
    addToken(id, text) {
      const account = get(id);
      const token = text ?? randomBytes(TOKEN_BYTES).toString("base64url");
      const stored: StoredToken = {
        id: randomBytes(6).toString("hex"),
        hash: hashToken(token),
        lastFour: token.slice(-4),
        createdAt: now(),
      };
      keep({ ...account, tokens: [...account.tokens, stored] });
      save();
      return token;
    },
    removeToken(id, tokenId) {
      const account = get(id);
      const removed = account.tokens.find((token) => token.id === tokenId);
      if (!removed) return;
      owners.delete(removed.hash);
      keep({ ...account, tokens: account.tokens.filter((token) => token !== removed) });
      save();
    },
    authenticate(token) {
      const hash = hashToken(token);
      const account = accounts.get(owners.get(hash) ?? "");
      return account && !account.isPaused ? { account, hash } : undefined;
    },
    keepOnce(work) {
      isHeldBack = true;
      try {
        return work();
      } finally {
        isHeldBack = false;
        save();
      }
    },
    reset() {
      accounts.clear();
      owners.clear();
      save();
    },
  };
}

/** The hash of a token. The sandbox stores only this hash. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
