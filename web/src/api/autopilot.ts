import { getJson, postJson, sendJson, withQuery } from "./client";
import type { Described } from "./described";

export type Pressure = Described<"Autopilot">["pressure"];

/** How full the cache is, and until when it lasts. */
export type Autopilot = Described<"Autopilot">;

export type RuleDraft = Described<"AutopilotRuleDraft"> & Required<Pick<Described<"AutopilotRuleDraft">, "source" | "threshold" | "study_status" | "exported" | "hours_since_created" | "minimum_age_hours">>;

export type Rule = Described<"AutopilotRule">;

export type Preview = Described<"AutopilotPreview">;

export type Explanation = Described<"AutopilotExplanation">;

export type Freeing = Described<"Freeing">;

const rulesPath = "/api/autopilot/rules";
const ofStudy = (uid: string, what: string) => `/api/studies/${encodeURIComponent(uid)}/${what}`;

export function readAutopilot(signal?: AbortSignal): Promise<Autopilot> {
  return getJson("/api/autopilot", signal);
}

/** @throws ApiError */
export function runAutopilot(dryRun: boolean): Promise<Preview> {
  return postJson(withQuery("/api/autopilot/run", { dryRun: dryRun ? "true" : undefined }));
}

export async function listRules(signal?: AbortSignal): Promise<Rule[]> {
  return (await getJson<{ rules: Rule[] }>(rulesPath, signal)).rules;
}

/** @throws ApiError */
export function putRule(name: string, draft: RuleDraft): Promise<unknown> {
  return sendJson("PUT", `${rulesPath}/${encodeURIComponent(name)}`, draft);
}

/** @throws ApiError */
export function removeRule(name: string): Promise<unknown> {
  return sendJson("DELETE", `${rulesPath}/${encodeURIComponent(name)}`);
}

export function explainStudy(uid: string, signal?: AbortSignal): Promise<Explanation> {
  return getJson(ofStudy(uid, "autopilot"), signal);
}

/** Drops the cache copies that an archive has. @throws ApiError */
export function freeStudy(uid: string, dryRun: boolean): Promise<Freeing> {
  return postJson(withQuery(ofStudy(uid, "free"), { dryRun: dryRun ? "true" : undefined }));
}

/** @throws ApiError */
export function setVerified(uid: string, isVerified: boolean): Promise<unknown> {
  return sendJson(isVerified ? "PUT" : "DELETE", ofStudy(uid, "verified"));
}
