import type { ReactNode } from "react";

export type Tone = "plain" | "accent" | "good" | "warning" | "error";

/** A short mark beside a name: a state, a source, a modality. */
export function Chip({ tone = "plain", title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {children}
    </span>
  );
}
