import { useTranslation } from "react-i18next";
import { freeStudy, setVerified } from "../../api/autopilot";
import type { Explanation } from "../../api/autopilot";
import { ApiError } from "../../api/client";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import { Act } from "../parts/Act";
import { DataTable } from "../parts/DataTable";
import { formatBytes } from "../parts/figures";
import { Moment } from "../parts/Moment";

export function ExplanationParts({ explanation, onDone }: { explanation: Explanation; onDone: () => void }) {
  const { t } = useTranslation("autopilot");
  return (
    <>
      <Cached explanation={explanation} onDone={onDone} />
      {explanation.why_here.length > 0 && <Reasons title={t("isHere")} reasons={explanation.why_here} />}
      {explanation.why_gone.length > 0 && <Reasons title={t("isGone")} reasons={explanation.why_gone} />}
      {explanation.why_here.length + explanation.why_gone.length === 0 && <p className="muted">{t("nothing")}</p>}
      <RuleOutcomes title={t("freeingRules")} rules={explanation.freeing_rules} />
      <RuleOutcomes title={t("archivingRules")} rules={explanation.archiving_rules} />
      {explanation.decisions.length > 0 && (
        <DataTable
          caption={t("decisions")}
          none=""
          rows={explanation.decisions.map((one, place) => ({ ...one, place }))}
          keyOf={({ place }) => place}
          columns={[
            { title: t("decided.at"), cell: ({ at }) => <Moment at={at} /> },
            { title: t("decided.action"), cell: ({ action, rule }) => `${t(`decision.${action}`, { defaultValue: action })}${rule === "" ? "" : ` (${rule})`}` },
            { title: t("decided.reason"), cell: ({ reason }) => <span lang="en">{reason}</span> },
          ]}
        />
      )}
    </>
  );
}

function Reasons({ title, reasons }: { title: string; reasons: string[] }) {
  return (
    <>
      <h3 className="admin-h3">{title}</h3>
      <ul lang="en">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}

function RuleOutcomes({ title, rules }: { title: string; rules: Explanation["freeing_rules"] }) {
  const { t } = useTranslation("autopilot");
  if (rules.length === 0) return null;
  return (
    <>
      <h3 className="admin-h3">{title}</h3>
      <ul>
        {rules.map(({ rule, applies, reason, again_at: at }) => (
          <li key={rule}>
            {rule}: <Chip tone={applies ? "accent" : "plain"}>{t(applies ? "applies" : "doesNot")}</Chip> <span lang="en">{reason}</span> {at !== null && t("again", { at: formatMoment(at) })}
          </li>
        ))}
      </ul>
    </>
  );
}

function Cached({ explanation: { study_instance_uid: uid, cached }, onDone }: { explanation: Explanation; onDone: () => void }) {
  const { t, i18n } = useTranslation("autopilot");
  const bytes = (value: number) => formatBytes(value, i18n.language);
  if (cached === null) return <p>{t("notHere")}</p>;
  const facts: [string, string][] = [
    [t("facts.source"), cached.source],
    [t("facts.status"), cached.status],
    [t("facts.arrived"), formatMoment(cached.arrived_at)],
    [t("facts.accessed"), formatMoment(cached.last_access_at)],
    [t("facts.bytes"), bytes(cached.file_bytes)],
    [t("facts.key"), bytes(cached.key_group_bytes)],
    ...(cached.verified_at === null ? [] : [[t("facts.verified"), `${formatMoment(cached.verified_at)} ${cached.verified_by}`] as [string, string]]),
  ];
  const ask = async () => {
    const { objects, bytes: size, unarchived, freed } = await freeStudy(uid, true);
    const [first] = unarchived;
    if (first !== undefined) throw new ApiError(0, "refused", t("cannotFree", { reason: first.reason }));
    if (!freed && objects === 0) throw new ApiError(0, "refused", t("cannotFree", { reason: t("notFreed") }));
    return t("freeAsk", { objects, size: bytes(size) });
  };
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="admin-buttons">
        <Act
          what={t(cached.verified_at === null ? "verify" : "unverify")}
          act={async () => {
            await setVerified(uid, cached.verified_at === null);
            onDone();
          }}
        />
        <Act
          what={t("freeNow")}
          ask={ask}
          act={async () => {
            const { bytes: size } = await freeStudy(uid, false);
            onDone();
            return t("freed", { size: bytes(size) });
          }}
        />
      </div>
    </>
  );
}
