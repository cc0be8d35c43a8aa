import { askOnce, getJson, sendJson } from "./client";
import type { Described } from "./described";

export type Permission = Described<"Session">["permissions"][number];

/** Who has signed in, and what they may. */
export type Session = Described<"Session">;

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
