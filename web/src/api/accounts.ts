import { getJson, sendJson } from "./client";
import type { Described } from "./described";

export const roles = ["reader", "author", "operator", "administrator"] as const satisfies readonly Role[];
export type Role = Described<"Account">["role"];

export type Account = Described<"Account">;

export type AccountToken = Described<"Token">;

/** The first thousand by name. @throws ApiError, as all of these */
export async function listAccounts(signal?: AbortSignal): Promise<Account[]> {
  return (await getJson<{ accounts: Account[] }>("/api/accounts?limit=1000", signal)).accounts;
}

export function createAccount(account: Described<"NewAccount">): Promise<Account> {
  return sendJson("POST", "/api/accounts", account);
}

export function changeAccount(account: string, change: Described<"AccountChange">): Promise<Account> {
  return sendJson("PUT", pathOf(account), change);
}

export function removeAccount(account: string): Promise<void> {
  return sendJson("DELETE", pathOf(account));
}

export function resetPassword(account: string, password: string): Promise<void> {
  return sendJson("PUT", `${pathOf(account)}/password`, { password });
}

export async function listTokens(account: string, signal?: AbortSignal): Promise<AccountToken[]> {
  return (await getJson<{ tokens: AccountToken[] }>(`${pathOf(account)}/tokens`, signal)).tokens;
}

/** The token's text comes this once. */
export function createToken(account: string, purpose: string): Promise<Described<"MadeToken">> {
  return sendJson("POST", `${pathOf(account)}/tokens`, { purpose });
}

export function revokeToken(account: string, token: number): Promise<void> {
  return sendJson("DELETE", `${pathOf(account)}/tokens/${token}`);
}

function pathOf(account: string): string {
  return `/api/accounts/${encodeURIComponent(account)}`;
}
