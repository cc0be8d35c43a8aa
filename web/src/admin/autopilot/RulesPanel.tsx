import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listRules, removeRule } from "../../api/autopilot";
import type { Rule } from "../../api/autopilot";
import { useResource } from "../../ui/useResource";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { Loads } from "../parts/Loads";
import { RuleForm } from "./RuleForm";

/** The staging rules: what archives, what frees, and when. */
export function RulesPanel() {
  const { t } = useTranslation("autopilot");
  const [answer, again] = useResource("autopilot/rules", listRules);
  const [open, setOpen] = useState<Rule | "new" | null>(null);
  const done = () => {
    setOpen(null);
    again();
  };
  return (
    <section className="panel" aria-labelledby="rules-heading">
      <div className="page-head">
        <h2 id="rules-heading">{t("rules")}</h2>
        <button type="button" className="button" onClick={() => setOpen("new")}>
          {t("add")}
        </button>
      </div>
      {open !== null && <RuleForm key={open === "new" ? "" : open.name} rule={open === "new" ? null : open} onDone={done} onClose={() => setOpen(null)} />}
      <Loads answer={answer} onAgain={again}>
        {(rules) => <RuleTable rules={rules} onChange={setOpen} onDone={again} />}
      </Loads>
    </section>
  );
}

function RuleTable({ rules, onChange, onDone }: { rules: Rule[]; onChange: (rule: Rule) => void; onDone: () => void }) {
  const { t } = useTranslation("autopilot");
  return (
    <DataTable
      caption={t("rules")}
      isCaptionHidden
      none={t("noRules")}
      rows={rules}
      keyOf={({ name }) => name}
      columns={[
        { title: t("rule.name"), cell: ({ name }) => name },
        { title: t("rule.source"), cell: ({ source }) => (source === "*" ? t("anySource") : source) },
        {
          title: t("rule.action"),
          cell: (rule) => (
            <>
              {t(`actions.${rule.action}`, { archive: rule.archive })}
              {rule.without_archive && <span className="admin-sub">{t("lost")}</span>}
            </>
          ),
        },
        { title: t("rule.when"), cell: (rule) => <When rule={rule} /> },
        { title: t("rule.who"), cell: ({ set_by: who }) => who },
        {
          title: t("rule.does"),
          cell: (rule) => (
            <div className="admin-buttons">
              <button type="button" className="button" aria-label={`${t("change")}: ${rule.name}`} onClick={() => onChange(rule)}>
                {t("change")}
              </button>
              <Act
                what={t("remove")}
                to={rule.name}
                ask={t("removeAsk", { name: rule.name })}
                act={async () => {
                  await removeRule(rule.name);
                  onDone();
                }}
              />
            </div>
          ),
        },
      ]}
    />
  );
}

function When({ rule }: { rule: Rule }) {
  const { t } = useTranslation("autopilot");
  const conditions = [
    rule.study_status === "any" ? "" : t(`statuses.${rule.study_status}`),
    rule.exported === "any" ? "" : t(`exported.${rule.exported}`),
    rule.hours_since_created > 0 ? t("older", { hours: rule.hours_since_created }) : "",
    rule.minimum_age_hours > 0 ? t("atLeast", { hours: rule.minimum_age_hours }) : "",
  ].filter(Boolean);
  return (
    <>
      {t(`from.${rule.threshold}`)}
      {conditions.length > 0 && <span className="admin-sub">{conditions.join(", ")}</span>}
    </>
  );
}
