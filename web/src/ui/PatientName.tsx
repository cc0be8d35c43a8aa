import { readPersonName } from "../dicom/personName";

/** A name with its other writings beside it. */
export function PatientName({ value }: { value: string }) {
  const name = readPersonName(value);
  return (
    <span className="patient-name">
      <span dir="auto">{name.primary || "No name"}</span>
      {name.secondary !== "" && (
        <span className="patient-name-other" dir="auto">
          {name.secondary}
        </span>
      )}
    </span>
  );
}
