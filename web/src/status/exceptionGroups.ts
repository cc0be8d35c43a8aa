/** Faults of the same kind stand together: what happened and what to do is said once. */
import type { ServerException } from "../api/exceptions";

export interface ExceptionGroup {
  cause: string;
  message: string;
  remedy: string;
  /** The latest first. */
  exceptions: ServerException[];
}

/** Without the closed ones, in the order of the latest of each group. */
export function groupExceptions(exceptions: readonly ServerException[]): ExceptionGroup[] {
  const groups = new Map<string, ExceptionGroup>();
  for (const exception of exceptions) {
    if (exception.state === "closed") continue;
    const { cause, message, remedy } = exception;
    const key = JSON.stringify([cause, message, remedy]);
    const group = groups.get(key) ?? { cause, message, remedy, exceptions: [] };
    group.exceptions.push(exception);
    groups.set(key, group);
  }
  return [...groups.values()];
}
