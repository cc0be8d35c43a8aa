import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { readAutopilot } from "../../api/autopilot";
import type { Autopilot, Pressure } from "../../api/autopilot";
import { formatMoment } from "../../dicom/dates";
import { Chip } from "../../ui/Chip";
import type { Tone } from "../../ui/Chip";
import { usePulse } from "../../ui/usePulse";
import { useResource } from "../../ui/useResource";
import { formatBytes, formatHours } from "../parts/figures";
import { Loads } from "../parts/Loads";
import "./words";

const pulseSeconds = 10;
const tones: Record<Pressure, Tone> = { green: "good", amber: "warning", red: "error" };

/** The cache with the hours until it is full. */
export function CachePanel({ isShort = false }: { isShort?: boolean }) {
  const { t, i18n } = useTranslation("autopilot");
  const pulse = usePulse(pulseSeconds, false);
  const [answer, again] = useResource("autopilot", readAutopilot, { revision: String(pulse) });
  return (
    <section className="panel" aria-labelledby="cache-heading" lang={i18n.language}>
      <h2 id="cache-heading">
        {t("cache")} {answer.state === "ready" && <Chip tone={tones[answer.value.pressure]}>{t(`pressure.${answer.value.pressure}`)}</Chip>}
      </h2>
      <Loads answer={answer} onAgain={again}>
        {(state) => (
          <>
            <Gauge state={state} />
            <Figures state={state} />
            {!isShort && <Limits state={state} />}
          </>
        )}
      </Loads>
    </section>
  );
}

function Gauge({ state: { pressure, capacity_bytes: capacity, free_bytes: free } }: { state: Autopilot }) {
  const { t } = useTranslation("autopilot");
  const used = Math.min(capacity, Math.max(0, capacity - free));
  return (
    <div className={`gauge gauge-${pressure}`}>
      <progress aria-label={t("gauge")} max={Math.max(1, capacity)} value={used} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Figures({ state }: { state: Autopilot }) {
  const { t, i18n } = useTranslation("autopilot");
  const bytes = (value: number) => formatBytes(value, i18n.language);
  return (
    <dl className="facts">
      <Fact name={t("hours")}>
        <strong>{state.hours_of_free_space === null ? t("endless") : formatHours(state.hours_of_free_space, i18n.language)}</strong>
      </Fact>
      <Fact name={state.free_bytes < 0 ? t("over") : t("free")}>{bytes(Math.abs(state.free_bytes))}</Fact>
      <Fact name={t("capacity")}>{bytes(state.capacity_bytes)}</Fact>
      <Fact name={t("used")}>{bytes(state.file_bytes)}</Fact>
      <Fact name={t("intake")}>{bytes(state.intake_bytes_per_hour)}</Fact>
      {state.bytes_to_free > 0 && <Fact name={t("toFree")}>{bytes(state.bytes_to_free)}</Fact>}
    </dl>
  );
}

function Limits({ state: { forecast, thresholds, key_groups: keys, archive_hours: hours } }: { state: Autopilot }) {
  const { t, i18n } = useTranslation("autopilot");
  const at = (moment: string | null) => (moment === null ? <span className="muted">{t("notForeseen")}</span> : formatMoment(moment));
  const words = ({ amber_hours: amber, red_hours: red }: { amber_hours: number; red_hours: number }) => t("threshold", { amber, red });
  return (
    <>
      <dl className="facts">
        <Fact name={t("amberAt")}>{at(forecast.amber_at)}</Fact>
        <Fact name={t("redAt")}>{at(forecast.red_at)}</Fact>
        <Fact name={t("fullAt")}>{at(forecast.full_at)}</Fact>
        <Fact name={t("thresholds")}>{words(thresholds.now)}</Fact>
        {thresholds.night_hours !== "" && <Fact name={t("night", { hours: thresholds.night_hours })}>{words(thresholds.night)}</Fact>}
        <Fact name={t("keyGroups")}>
          {t("keyShare", { percent: keys.percent.toLocaleString(i18n.language, { maximumFractionDigits: 1 }), threshold: keys.threshold_percent })}, {t(keys.are_kept ? "kept" : "notKept")}
        </Fact>
        <Fact name={t("archiveHours")}>{hours === "" ? t("all") : hours}</Fact>
      </dl>
      <p className="muted">{t("inConfiguration")}</p>
    </>
  );
}
