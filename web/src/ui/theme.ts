/** Light or dark pages: as the system says until the person chooses; pictures are on black in both. */
import { useCallback, useState } from "react";

export type Theme = "light" | "dark";

const storageKey = "kinote.theme";

export function startTheme(): void {
  document.documentElement.dataset.theme = chosen() ?? preferred();
}

export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => (document.documentElement.dataset.theme === "light" ? "light" : "dark"));
  const change = useCallback(() => {
    setTheme((before) => {
      const next = before === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      keep(next);
      return next;
    });
  }, []);
  return [theme, change];
}

function preferred(): Theme {
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

function chosen(): Theme | null {
  try {
    const value = window.localStorage.getItem(storageKey);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null; // storage is switched off in this browser
  }
}

function keep(theme: Theme): void {
  try {
    window.localStorage.setItem(storageKey, theme);
  } catch {
    // storage is switched off in this browser: the choice lasts as long as the page
  }
}
