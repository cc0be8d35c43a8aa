/** Faults of the same kind stand together: what happened and what to do is said once. */
import type { ServerException } from "../api/exceptions";

export interface ExceptionGroup {
  cause: string;
  message: string;
  remedy: string;
  /** The latest first. */
  exceptions: ServerException[];
}

/** What to do names the job; for several of them it does not, as each is listed with its number. */
const withoutJob = ({ job, remedy }: ServerException) => (job === null ? remedy : remedy.replace(new RegExp(`\\b${job}\\b`, "g"), "NUMBER"));

/** In the order of the latest of each group. */
export function groupExceptions(exceptions: readonly ServerException[]): ExceptionGroup[] {
  const groups = new Map<string, ExceptionGroup>();
  for (const exception of exceptions) {
    const { cause, message, remedy } = exception;
    const key = JSON.stringify([cause, message, withoutJob(exception)]);
    const before = groups.get(key)?.exceptions ?? [];
    groups.set(key, { cause, message, remedy: before.length === 0 ? remedy : withoutJob(exception), exceptions: [...before, exception] });
  }
  return [...groups.values()];
}
