const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** `1.5 GB`, in steps of thousand. */
export function formatBytes(bytes: number, language: string): string {
  let value = Math.abs(bytes);
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = step === 0 || value >= 100 ? 0 : 1;
  const text = value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${bytes < 0 ? "−" : ""}${text} ${units[step]}`;
}

/** Hours as `36 h`, from three days on as `4.5 d`. */
export function formatHours(hours: number, language: string): string {
  const isLong = hours >= 72;
  const value = isLong ? hours / 24 : hours;
  return `${value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${isLong ? "d" : "h"}`;
}

/** Rows as CSV (RFC 4180) for a table program: what begins like a formula is kept a text. */
export function asCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => row.map(csvCell).join(",") + "\r\n").join("");
}

function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
