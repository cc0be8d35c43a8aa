import { getJson, postJson, sendJson } from "./client";

/** How a queue tries again. */
export interface RetryRule {
  queue: string;
  cause: "any" | "unavailable" | "worker_died";
  retry: "none" | "manual" | "automatic";
  interval_seconds: number;
  longest_interval_seconds: number;
  most_attempts: number;
  source: "file" | "person";
}

export interface NotificationChannel {
  channel: "webhook" | "mail";
  /** Null: it is not configured. */
  receiver: string | null;
  waiting: number;
  oldest_at: string | null;
  attempts: number;
  error: string | null;
  delivered_at: string | null;
}

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
export async function testChannels(): Promise<{ channel: string; receiver: string; error: string | null }[]> {
  return (await postJson<{ channels: { channel: string; receiver: string; error: string | null }[] }>("/api/notifications/test")).channels;
}
