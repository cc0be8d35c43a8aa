import { getJson, postJson, sendJson } from "./client";
import type { Described } from "./described";

/** How a queue tries again. */
export type RetryRule = Described<"RetryRule">;

export type NotificationChannel = Described<"NotificationChannel">;

const pathOf = ({ queue, cause }: Pick<RetryRule, "queue" | "cause">) => `/api/retries/${encodeURIComponent(queue)}/${cause}`;

export async function listRetries(signal?: AbortSignal): Promise<RetryRule[]> {
  return (await getJson<{ retries: RetryRule[] }>("/api/retries", signal)).retries;
}

/** @throws ApiError */
export function putRetry({ source: _, queue, cause, ...rule }: RetryRule): Promise<unknown> {
  return sendJson("PUT", pathOf({ queue, cause }), rule);
}

/** The configuration holds again. @throws ApiError */
export function removeRetry(rule: RetryRule): Promise<unknown> {
  return sendJson("DELETE", pathOf(rule));
}

export async function listChannels(signal?: AbortSignal): Promise<NotificationChannel[]> {
  return (await getJson<{ channels: NotificationChannel[] }>("/api/notifications", signal)).channels;
}

/** Sends each receiver a message now. @throws ApiError */
export async function testChannels(): Promise<Described<"NotificationTest">[]> {
  return (await postJson<{ channels: Described<"NotificationTest">[] }>("/api/notifications/test")).channels;
}
