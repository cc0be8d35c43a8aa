// What of a study went where, on the page of the study.
import assert from "node:assert/strict";
import { askServer } from "./browser.mjs";

/** Of the study that the latest export to the destination sent. */
export async function lookAtLedger({ page, name }, isGood) {
  const sent = (await askServer(page, "/api/exports?limit=50")).exports.find((one) => one.destination === name);
  const { deliveries } = await askServer(page, `/api/studies/${sent.study_instance_uid}/deliveries`);
  const asked = new Set();
  page.on("request", (request) => request.url().endsWith("/outside") && asked.add(new URL(request.url()).pathname));
  await page.locator(".admin-table tbody tr", { hasText: name }).first().locator(`a[href="/studies/${sent.study_instance_uid}"]`).first().click();
  await page.getByRole("button", { name: "Show the ledger" }).click();
  const rows = page.getByRole("table", { name: "Objects at destinations" }).locator("tbody tr");
  await rows.first().waitFor();
  assert.equal(await rows.count(), deliveries.length);
  const documents = deliveries.filter((one) => one.note !== null);
  assert.equal(await rows.getByRole("link", { name: /^Note, version \d+$/ }).count(), documents.length);
  await rows.filter({ hasText: name }).getByText("there", { exact: true }).first().waitFor();
  for (const note of new Set(documents.map((one) => one.note))) {
    await page.locator(".note", { has: page.locator(`a[href="/notes/${note}"]`) }).locator(".note-outside", { hasText: `${name} has version` }).waitFor();
  }
  assert.deepEqual([...asked], [`/api/studies/${sent.study_instance_uid}/outside`], "one question tells of all notes");
  await page.getByRole("heading", { name: "What went where" }).scrollIntoViewIfNeeded();
  await isGood("ledger");
  await page.locator(".header-nav a", { hasText: "Administration" }).click();
}
