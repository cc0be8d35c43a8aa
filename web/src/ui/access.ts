/** Whether the server knows this browser. Any answer 401 closes the pages until it does again. */
import { useSyncExternalStore } from "react";

let denied = false;
const listeners = new Set<() => void>();

export function setAccessDenied(value: boolean): void {
  if (denied === value) return;
  denied = value;
  listeners.forEach((listener) => listener());
}

export function useAccessDenied(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => denied,
  );
}
