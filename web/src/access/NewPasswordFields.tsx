import { useId } from "react";

export const shortestPassword = 12;

/** What is wrong with a new password that can be said before the server is asked; empty: nothing. */
export function faultOf(password: string, again: string): string {
  if ([...password].length < shortestPassword) return `A password needs ${shortestPassword} characters or more. Several words are good.`;
  return password === again ? "" : "The two passwords are not the same.";
}

interface Props {
  password: string;
  again: string;
  onChange: (password: string, again: string) => void;
}

/** A new password, typed twice. */
export function NewPasswordFields({ password, again, onChange }: Props) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-new`}>New password</label>
        <input
          id={`${id}-new`}
          className="text-input"
          type="password"
          autoComplete="new-password"
          maxLength={256}
          required
          value={password}
          onChange={(event) => onChange(event.target.value, again)}
          aria-describedby={`${id}-rule`}
        />
        <span id={`${id}-rule`} className="muted">
          {shortestPassword} characters or more; several words are good.
        </span>
      </div>
      <div className="field">
        <label htmlFor={`${id}-again`}>The same again</label>
        <input
          id={`${id}-again`}
          className="text-input"
          type="password"
          autoComplete="new-password"
          maxLength={256}
          required
          value={again}
          onChange={(event) => onChange(password, event.target.value)}
        />
      </div>
    </>
  );
}
