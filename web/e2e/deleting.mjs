// Notes, objects and studies are deleted from their own pages, and taken back there.
import assert from "node:assert/strict";
import { brokenRules } from "./accessibility.mjs";
import { askServer, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";

export async function lookAtDeleting({ browser, report, demonstration }) {
  for (const size of sizes) {
    const { page, close } = await openWindow(browser, size);
    const look = (name, steps) => report.step(`${size.name}: deleting: ${name}`, steps);
    const isGood = async (name) => {
      await takeScreenshot(page, `${size.name}-deleting-${name}`);
      expectNone(await brokenRules(page), "broken rules");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels wider than the window`);
    };
    await page.goto(demonstration.url);
    await page.waitForSelector(".study-row");
    const study = await studyWithNotesAndImages(page);
    await page.goto(new URL(`/studies/${study}`, demonstration.url).href);
    const tools = { page, study, isGood };
    await look("a note goes, with a reason, and comes back", () => lookAtNote(tools));
    await look("an object of a series goes, and comes back", () => lookAtObject(tools));
    await look("a study goes, its page says so, and it comes back", () => lookAtStudy(tools));
    await close();
  }
}

async function studyWithNotesAndImages(page) {
  const { studies } = await askServer(page, "/api/studies?hasNotes=true&limit=100&offset=0");
  const chosen = studies.filter((one) => one.objects > 2 && one.notes > 0 && one.availability === "ONLINE").sort((one, other) => one.objects - other.objects)[0];
  return chosen.study_instance_uid;
}

async function lookAtNote({ page, study, isGood }) {
  const notes = page.locator(".note");
  await notes.first().waitFor();
  const before = await notes.count();
  await notes.first().getByRole("button", { name: /^Delete: / }).click();
  const form = page.getByRole("form", { name: /^Delete: / });
  await form.getByText("The note goes out of sight at once").waitFor();
  await form.getByText(/It is purged from \d{4}-\d{2}-\d{2}/).waitFor();
  await form.getByLabel("Reason").fill("made at the wrong study");
  await isGood("note");
  await form.getByRole("button", { name: "Yes, delete" }).click();
  await notes.nth(before - 1).waitFor({ state: "detached" });
  const [event] = (await askServer(page, `/api/audit?study=${study}&action=note_marked&limit=1`)).events;
  assert.equal(event.details.reason, "made at the wrong study");
  await page.getByRole("button", { name: /^Take back: Note/ }).click();
  await notes.nth(before - 1).waitFor();
  await page.getByText("It is shown again.").waitFor();
}

async function lookAtObject({ page, isGood }) {
  await page.getByRole("button", { name: "Series and objects" }).click();
  const series = page.locator(".deleting .marks > li").first();
  await series.getByRole("button", { name: /^Its objects/ }).click();
  await series.getByRole("button", { name: /^Delete the object/ }).first().click();
  const form = page.getByRole("form", { name: /^Delete the object/ });
  await form.getByText("The object goes out of sight at once").waitFor();
  await form.scrollIntoViewIfNeeded();
  await isGood("object");
  await form.getByRole("button", { name: "Yes, delete" }).click();
  await page.getByText(/^Out of sight: 1 object and/).waitFor();
  await page.getByRole("button", { name: /^Take back: Object/ }).click();
  await page.getByText("It is shown again.").waitFor();
}

async function lookAtStudy({ page, isGood }) {
  await page.getByRole("button", { name: "Delete the study", exact: true }).click();
  const form = page.getByRole("form", { name: "Delete the study" });
  await form.getByText(/^The whole study goes out of sight at once, with \d+ objects? and \d+ notes?/).waitFor();
  await form.getByRole("button", { name: "Leave it" }).click();
  await page.getByRole("button", { name: "Delete the study", exact: true }).click();
  await form.getByRole("button", { name: "Yes, delete" }).click();
  await page.getByRole("heading", { name: "This study is marked for deletion" }).waitFor();
  await page.getByText(/purged from \d{4}/).waitFor();
  await isGood("study");
  await page.getByRole("button", { name: /^Take back: The study/ }).click();
  await page.locator(".study-head").waitFor();
  await page.locator(".note").first().waitFor();
}
