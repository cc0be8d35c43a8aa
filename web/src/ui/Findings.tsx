import type { Finding, Severity } from "../api/findings";
import { Chip } from "./Chip";
import type { Tone } from "./Chip";

const order: readonly Severity[] = ["error", "warning", "information"];
const columns = ["Rule", "Severity", "What was found", "Place", "Clause"] as const;
const tones: Record<Severity, Tone> = { error: "error", warning: "warning", information: "accent" };

/** `1 error, 2 warnings`; empty when there is nothing. */
export function countFindings(findings: readonly Finding[]): string {
  return order
    .map((severity) => wording(severity, findings.filter((finding) => finding.severity === severity).length))
    .filter(Boolean)
    .join(", ");
}

function wording(severity: Severity, count: number): string {
  if (count === 0) return "";
  if (severity === "information") return count === 1 ? "1 remark" : `${count} remarks`;
  return `${count} ${severity}${count === 1 ? "" : "s"}`;
}

/** What is wrong with an object, the grave things first. The roles are written out because narrow windows lay rows out as blocks. */
export function Findings({ findings, label }: { findings: readonly Finding[]; label: string }) {
  const sorted = [...findings].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  return (
    <table className="table findings table-of-blocks" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((title) => (
            <th key={title} scope="col" role="columnheader">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sorted.map((finding, index) => (
          <tr key={index} role="row">
            <td role="cell" data-title={columns[0]}>
              <span>{finding.rule}</span>
            </td>
            <td role="cell" data-title={columns[1]}>
              <Chip tone={tones[finding.severity] ?? "plain"}>{finding.severity}</Chip>
            </td>
            <td role="cell" data-title={columns[2]}>
              <span dir="auto">{finding.message}</span>
            </td>
            <td role="cell" data-title={columns[3]} className="findings-place">
              <span>{finding.place}</span>
            </td>
            <td role="cell" data-title={columns[4]} className="findings-clause">
              <span>{finding.clause}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
