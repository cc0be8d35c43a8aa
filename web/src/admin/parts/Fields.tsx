import { useId } from "react";
import type { ReactNode } from "react";

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  type?: "text" | "number" | "date";
  isRequired?: boolean;
  isFixed?: boolean;
  longest?: number;
  least?: number;
  most?: number;
}

export function TextField({ label, value, onChange, hint = "", type = "text", isRequired = false, isFixed = false, longest = 200, least, most }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-input"
        type={type}
        autoComplete="off"
        spellCheck={false}
        maxLength={longest}
        min={least}
        max={most}
        required={isRequired}
        readOnly={isFixed}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={hint === "" ? undefined : `${id}-hint`}
      />
      {hint !== "" && (
        <span id={`${id}-hint`} className="muted">
          {hint}
        </span>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Value and words. */
  choices: readonly (readonly [string, string])[];
}

export function Choice({ label, value, onChange, choices }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="text-input" value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Tick({ label, value, onChange, hint = "" }: { label: string; value: boolean; onChange: (value: boolean) => void; hint?: string }) {
  return (
    <label className="tick">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint !== "" && <span className="muted tick-hint">{hint}</span>}
      </span>
    </label>
  );
}

/** Wraps a form's failure in words. */
export function FormFailure({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p className="access-failure" role="alert" lang="en">
      {children}
    </p>
  );
}
