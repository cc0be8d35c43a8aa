import { useTranslation } from "react-i18next";

const mondayFirst = [1, 2, 3, 4, 5, 6, 0] as const;
const aSunday = Date.UTC(2024, 0, 7);
const day = 86_400_000;

/** Days of the week, by cron's numbers. */
export function Weekdays({ value, onChange }: { value: readonly number[]; onChange: (value: number[]) => void }) {
  const { t, i18n } = useTranslation("taskplan");
  const name = new Intl.DateTimeFormat(i18n.language, { weekday: "short", timeZone: "UTC" });
  return (
    <fieldset className="plan-days">
      <legend>{t("days")}</legend>
      {mondayFirst.map((each) => (
        <label key={each} className="tick">
          <input type="checkbox" checked={value.includes(each)} onChange={(event) => onChange(event.target.checked ? [...value, each] : value.filter((one) => one !== each))} />
          <span>{name.format(aSunday + each * day)}</span>
        </label>
      ))}
      <span className="muted">{t("daysHint")}</span>
    </fieldset>
  );
}
