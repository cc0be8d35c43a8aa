import { useTranslation } from "react-i18next";
import type { Finding, Severity } from "../api/findings";
import { say } from "../i18n/language";
import { Chip } from "./Chip";
import type { Tone } from "./Chip";
import "./words";

const order: readonly Severity[] = ["error", "warning", "information"];
const columns = ["rule", "severity", "found", "place", "clause"] as const;
const tones: Record<Severity, Tone> = { error: "error", warning: "warning", information: "accent" };

/** `1 error, 2 warnings`; empty when there is nothing. */
export function countFindings(findings: readonly Finding[]): string {
  return order
    .map((severity) => wording(severity, findings.filter((finding) => finding.severity === severity).length))
    .filter(Boolean)
    .join(", ");
}

function wording(severity: Severity, count: number): string {
  return count === 0 ? "" : say(`ui:findings.${severity}`, { count });
}

/** What is wrong with an object, the grave things first. The roles are written out because narrow windows lay rows out as blocks. */
export function Findings({ findings, label }: { findings: readonly Finding[]; label: string }) {
  const { t } = useTranslation("ui");
  const title = (column: (typeof columns)[number]) => t(`findings.columns.${column}`);
  const sorted = [...findings].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  return (
    <table className="table findings table-of-blocks" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} scope="col" role="columnheader">
              {title(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sorted.map((finding, index) => (
          <tr key={index} role="row">
            <td role="cell" data-title={title("rule")}>
              <span>{finding.rule}</span>
            </td>
            <td role="cell" data-title={title("severity")}>
              <Chip tone={tones[finding.severity] ?? "plain"}>{t(`findings.severities.${finding.severity}`, { defaultValue: finding.severity })}</Chip>
            </td>
            <td role="cell" data-title={title("found")}>
              <span dir="auto" lang="en">{finding.message}</span>
            </td>
            <td role="cell" data-title={title("place")} className="findings-place">
              <span>{finding.place}</span>
            </td>
            <td role="cell" data-title={title("clause")} className="findings-clause">
              <span>{finding.clause}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
