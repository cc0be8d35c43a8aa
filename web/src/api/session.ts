import { askOnce, getJson, sendJson } from "./client";

export type Permission = "read" | "author" | "edit" | "delete" | "store" | "export" | "run queues" | "purge" | "administer";

/** Who has signed in, and what they may. */
export interface Session {
  account: string;
  /** As DICOM writes persons; empty for the built-in operator. */
  display_name: string;
  /** Null: the built-in operator behind the token of the data folder. */
  role: string | null;
  permissions: Permission[];
}

/** @throws ApiError, with 401 where nobody has signed in: this question opens no sign-in. */
export function readSession(signal?: AbortSignal): Promise<Session> {
  return getJson("/api/session", signal, askOnce);
}

/** @throws ApiError with the codes wrong_password, locked, slowed. */
export function signIn(account: string, password: string): Promise<Session> {
  return sendJson("POST", "/api/sign-in", { account, password }, askOnce);
}

export function signOut(): Promise<void> {
  return sendJson("POST", "/api/sign-out", undefined, askOnce);
}

/** Ends the account's other sessions. @throws ApiError */
export function changePassword(oldPassword: string, password: string): Promise<Session> {
  return sendJson("PUT", "/api/session/password", { old_password: oldPassword, password });
}
