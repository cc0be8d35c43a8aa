import type { Job, JobAction, JobFilter, JobQuery, JobState } from "../../api/jobs";

export const filterNames = ["queue", "state", "kind", "subject", "study", "cause", "since", "until"] as const satisfies readonly (keyof JobQuery)[];

export function queryOf(address: URLSearchParams): JobQuery {
  return Object.fromEntries(filterNames.map((name) => [name, (address.get(name) ?? "").trim()])) as unknown as JobQuery;
}

/** What a bulk action knows of a search; null where the search says more, which it would not heed. */
export function bulkFilterOf({ queue, state, kind, cause, ...others }: JobQuery): JobFilter | null {
  if (Object.values(others).some((value) => value !== "")) return null;
  return {
    ...(queue === "" ? {} : { queue }),
    ...(state === "" ? {} : { state: state as JobState }),
    ...(kind === "" ? {} : { kind }),
    ...(cause === "" ? {} : { cause }),
  };
}

const takes: Record<JobAction, readonly Job["state"][]> = {
  retry: ["error", "retry", "abandoned"],
  resume: ["suspended"],
  suspend: ["new", "waiting", "retry"],
  abandon: ["new", "waiting", "retry", "suspended", "error"],
};

export const jobActions: readonly JobAction[] = ["retry", "resume", "suspend", "abandon"];

/** What can be done to a job in that state. */
export function actionsOf({ state }: Pick<Job, "state">): JobAction[] {
  return jobActions.filter((action) => takes[action].includes(state));
}
