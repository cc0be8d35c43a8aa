import { useTranslation } from "react-i18next";
import { readPersonName } from "../dicom/personName";
import "./words";

/** A name with its other writings beside it. */
export function PatientName({ value }: { value: string }) {
  const { t } = useTranslation("ui");
  const name = readPersonName(value);
  return (
    <span className="patient-name">
      <span dir="auto">{name.primary || t("noName")}</span>
      {name.secondary !== "" && (
        <span className="patient-name-other" dir="auto">
          {name.secondary}
        </span>
      )}
    </span>
  );
}
