import { getJson, sendJson } from "./client";

export const roles = ["reader", "author", "operator", "administrator"] as const;
export type Role = (typeof roles)[number];

export interface Account {
  account: string;
  display_name: string;
  role: Role;
  disabled: boolean;
  /** After failed sign-ins; null: not locked. */
  locked_until: string | null;
  created_at: string;
  password_set_at: string;
  signed_in_at: string | null;
}

export interface AccountToken {
  id: number;
  purpose: string;
  created_at: string;
  used_at: string | null;
}

/** The first thousand by name. @throws ApiError, as all of these */
export async function listAccounts(signal?: AbortSignal): Promise<Account[]> {
  return (await getJson<{ accounts: Account[] }>("/api/accounts?limit=1000", signal)).accounts;
}

export function createAccount(account: { account: string; display_name: string; role: Role; password: string }): Promise<Account> {
  return sendJson("POST", "/api/accounts", account);
}

export function changeAccount(account: string, change: { display_name?: string; role?: Role; disabled?: boolean }): Promise<Account> {
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
export function createToken(account: string, purpose: string): Promise<{ id: number; token: string }> {
  return sendJson("POST", `${pathOf(account)}/tokens`, { purpose });
}

export function revokeToken(account: string, token: number): Promise<void> {
  return sendJson("DELETE", `${pathOf(account)}/tokens/${token}`);
}

function pathOf(account: string): string {
  return `/api/accounts/${encodeURIComponent(account)}`;
}
