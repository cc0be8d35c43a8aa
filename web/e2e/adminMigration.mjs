// The runs that brought notes over: their figures, their rows, and the rows as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { askServer } from "./browser.mjs";

export async function lookAtMigrations({ page }, isGood) {
  const { runs } = await askServer(page, "/api/migrations");
  await page.getByRole("table", { name: "All runs, the latest first" }).waitFor();
  const [run] = runs.filter((one) => one.notes_read > 0);
  await page.getByRole("link", { name: `Show its rows: Run ${run.run}`, exact: true }).click();
  await page.waitForURL(`**/admin/migration?run=${run.run}`);
  await page.getByRole("heading", { name: `Run ${run.run}` }).waitFor();
  const rows = page.getByRole("table", { name: "Rows of the old tables" }).locator("tbody tr");
  await rows.first().waitFor();
  await isGood("migration-run");
  const { rows: all } = await askServer(page, `/api/migrations/${run.run}/rows?limit=1000`);
  assert.equal(all.filter((row) => row.table === "notes" && row.outcome !== "no_note").length, run.notes_read);
  const [outcome] = Object.entries(run.outcomes).find(([, count]) => count > 0);
  await page.getByLabel("Outcome").selectOption(outcome);
  await page.waitForURL(`**outcome=${outcome}`);
  await page.waitForFunction((count) => document.querySelectorAll("table.admin-table tbody tr").length > 0 && count > 0, run.outcomes[outcome]);
  await page.getByRole("heading", { name: "Rows of the old tables" }).scrollIntoViewIfNeeded();
  await isGood("migration-rows");
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download these rows as CSV" }).click();
  const lines = readFileSync(await (await saved).path(), "utf8").trim().split("\r\n");
  assert.ok(lines[0].startsWith("row,table,source_note_id"), lines[0]);
  assert.equal(lines.filter((line) => line.includes(",notes,")).length, run.outcomes[outcome]);
  await page.getByRole("link", { name: "Close" }).click();
  await page.getByRole("heading", { name: `Run ${run.run}` }).waitFor({ state: "detached" });
}
