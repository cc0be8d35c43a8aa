import type { Queue } from "../api/summary";
import { Chip } from "../ui/Chip";
import { plainWords } from "../ui/words";
import { isMoving } from "./overview";

type Counted = Exclude<keyof Queue, "name" | "state">;

/** The states of a job that has not ended, in the words that operators know. */
const columns: readonly [Counted, string][] = [
  ["new", "New"],
  ["waiting", "Waiting"],
  ["in_progress", "In Progress"],
  ["retry", "Retry"],
  ["suspended", "Suspended"],
  ["error", "Error"],
];

export function QueueTable({ queues }: { queues: readonly Queue[] }) {
  return (
    <div className="scroll-x" role="region" aria-label="Queues and their jobs" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col">State</th>
            {columns.map(([state, title]) => (
              <th key={state} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.name}>
              <th scope="row" className="queue-name">
                {queue.name}
              </th>
              <td>
                <Chip tone={isMoving(queue) ? "good" : "warning"}>{plainWords(queue.state)}</Chip>
              </td>
              {columns.map(([state]) => (
                <td key={state} className={cellClass(state, queue[state])}>
                  {queue[state].toLocaleString("en")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass(state: Counted, jobs: number): string {
  if (jobs === 0) return "number zero";
  return state === "error" ? "number queue-error" : "number";
}
