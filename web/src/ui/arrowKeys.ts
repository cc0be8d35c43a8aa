import type { KeyboardEvent } from "react";

const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Moves the focus among the parts of a list or a row of pictures.
 * @param selector  finds the parts inside the element that has the handler.
 * @param keys      which arrows move; the others keep their meaning.
 */
export function moveFocusByArrows(event: KeyboardEvent<HTMLElement>, selector: string, keys: readonly string[]): void {
  const step = steps[event.key];
  if (step === undefined || !keys.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  const parts = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(selector));
  const at = parts.findIndex((part) => part === document.activeElement);
  const next = at === -1 ? undefined : parts[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
