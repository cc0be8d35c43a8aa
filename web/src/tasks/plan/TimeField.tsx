import { useId } from "react";

interface Props {
  label: string;
  /** HH:MM */
  value: string;
  onChange: (value: string) => void;
}

/** A time of the day. */
export function TimeField({ label, value, onChange }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} className="text-input" type="time" required value={value} onChange={(event) => event.target.value !== "" && onChange(event.target.value.slice(0, 5))} />
    </div>
  );
}
