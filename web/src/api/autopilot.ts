import { getJson, postJson, sendJson, withQuery } from "./client";

export type Pressure = "green" | "amber" | "red";
interface Hours {
  amber_hours: number;
  red_hours: number;
}

/** How full the cache is, and until when it lasts. */
export interface Autopilot {
  pressure: Pressure;
  /** At the present intake; null where nothing comes. */
  hours_of_free_space: number | null;
  capacity_bytes: number;
  file_bytes: number;
  /** Negative where a quota is exceeded. */
  free_bytes: number;
  intake_bytes_per_hour: number;
  bytes_to_free: number;
  thresholds: { now: Hours; day: Hours; night: Hours; night_hours: string };
  forecast: { amber_at: string | null; red_at: string | null; full_at: string | null };
  key_groups: { bytes: number; percent: number; threshold_percent: number; are_kept: boolean };
  archive_hours: string;
}

export interface RuleDraft {
  source: string;
  action: "archive" | "delete";
  threshold: "none" | "amber" | "red";
  study_status: "any" | "complete" | "verified";
  exported: "any" | "yes" | "no";
  hours_since_created: number;
  minimum_age_hours: number;
  archive?: string;
  without_archive?: boolean;
}

export interface Rule extends Required<RuleDraft> {
  name: string;
  set_by: string;
}

export interface Preview {
  freeing: { study_instance_uid: string; last_access_at: string; goes: boolean; rule: string; reason: string; objects: number; bytes: number }[];
  archiving: { study_instance_uid: string; outcome: "archived" | "archive" | "left"; rule: string; archive: string; reason: string }[];
}

interface RuleOutcome {
  rule: string;
  applies: boolean;
  reason: string;
  again_at: string | null;
}

export interface Explanation {
  study_instance_uid: string;
  cached: { source: string; status: string; created_at: string; arrived_at: string; last_access_at: string; verified_at: string | null; verified_by: string; file_bytes: number; plain_bytes: number; key_group_bytes: number } | null;
  why_here: string[];
  why_gone: string[];
  freeing_rules: RuleOutcome[];
  archiving_rules: RuleOutcome[];
  unarchived: { sop_instance_uid: string; reason: string }[];
  jobs: { id: number; kind: string; state: string }[];
  decisions: { action: string; rule: string; pressure: string; reason: string; objects: number; bytes: number; since: string; at: string }[];
}

export interface Freeing {
  freed: boolean;
  objects: number;
  bytes: number;
  unarchived: { sop_instance_uid: string; reason: string }[];
}

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
