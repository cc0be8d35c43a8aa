// The ways of a note: its history, where it is outside, sending and printing.
import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { askServer, takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { waitForPicture } from "./look.mjs";

export async function lookAtWays({ page, step, size, study, viewer }) {
  const origin = new URL(viewer).origin;
  const draft = (description, ...slices) => ({
    study_instance_uid: study.study,
    title: { value: "113000", scheme: "DCM" },
    description,
    author: "Sato^Kenichi",
    references: slices.map((slice) => ({ sop_instance_uid: study.slices[slice] })),
  });
  const change = (method, path, body, etag) =>
    page.evaluate(
      async ([verb, address, value, tag]) => {
        const response = await fetch(address, {
          method: verb,
          headers: { "Content-Type": "application/json", "X-Kinote-Request": "1", ...(tag ? { "If-Match": tag } : {}) },
          ...(value ? { body: JSON.stringify(value) } : {}),
        });
        if (!response.ok) throw new Error(`${verb} ${address} was answered with ${response.status}`);
        return response.status === 204 ? null : response.json();
      },
      [method, path, body ?? null, etag ?? null],
    );
  const made = await change("POST", "/api/notes", draft("Ways: lesion in segment VI", 19, 30));
  await change("PUT", `/api/notes/${made.id}`, draft("Ways: lesion in segment VII", 30, 12), '"1"');
  await page.goto(viewer);
  await waitForPicture(page);
  await page.keyboard.press("n");
  const card = page.locator(".study-note", { hasText: "Ways: lesion" });

  await step("the history of a note shows what each version changed, and who made it from where", async () => {
    await card.getByRole("button", { name: "History" }).click();
    await card.locator(".version").nth(1).waitFor();
    assert.deepEqual(await card.locator(".version h3").allInnerTexts(), ["Version 2", "Version 1"]);
    assert.match(await card.locator(".version ins").innerText(), /VII/);
    assert.match(await card.locator(".version del").innerText(), /VI/);
    await card.getByText("1 image added").waitFor();
    await card.getByText("1 image removed").waitFor();
    await card.getByText(/stored by .*, API 127/).first().waitFor();
    await card.getByText("The first version, 2 images").waitFor();
    await takeScreenshot(page, `${size.name}-images-history`);
    expectNone(await brokenRules(page), "broken rules");
    await card.getByRole("button", { name: "History" }).click();
  });
  await step("a study is sent from the note, with progress until all is there", async () => {
    await card.getByText("Not exported").waitFor();
    await card.getByRole("button", { name: "Send", exact: true }).click();
    await card.getByLabel("Destination").selectOption("NORTH");
    await card.getByLabel("The key images with their notes").check();
    await takeScreenshot(page, `${size.name}-images-send`);
    expectNone(await brokenRules(page), "broken rules");
    await card.locator(".sending").getByRole("button", { name: "Send", exact: true }).click();
    await card.getByText("All is at NORTH").waitFor();
    await card.getByText("NORTH has version 2, the current one").waitFor();
    await takeScreenshot(page, `${size.name}-images-sent`);
    expectNone(await brokenRules(page), "broken rules");
    await card.getByRole("button", { name: "Close" }).click();
  });
  await step("a note that was edited since is stale there, in words", async () => {
    await change("PUT", `/api/notes/${made.id}`, draft("Ways: lesion in segment VIII", 30), '"2"');
    await page.reload();
    await waitForPicture(page);
    await page.keyboard.press("n");
    await card.getByText("Stale at NORTH: it has version 2").waitFor();
    assert.equal((await askServer(page, `/api/notes/${made.id}/outside`)).destinations[0].version, 2);
  });
  await step("a note is printed with its patient, its words and its pictures", async () => {
    await card.getByRole("link", { name: "Print" }).click();
    await page.waitForFunction(() => [...document.querySelectorAll(".print-image img")].every((image) => image.complete && image.naturalWidth > 0) && document.querySelectorAll(".print-image img").length === 1);
    await page.getByRole("button", { name: "Print", exact: true }).waitFor();
    const words = await page.locator(".print-sheet").innerText();
    const { patient_id: patientId } = await askServer(page, `/api/studies/${study.study}`);
    for (const expected of [patientId, "Of Interest", "Ways: lesion in segment VIII", "Sato, Kenichi", "version 3", "Image 1"]) assert.ok(words.includes(expected), `lacks ${expected}`);
    await takeScreenshot(page, `${size.name}-print`);
    expectNone(await brokenRules(page), "broken rules");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".header").isVisible(), false);
    assert.equal(await page.locator(".print-ways").isVisible(), false);
    await takeScreenshot(page, `${size.name}-print-paper`);
    await page.emulateMedia({ media: "screen" });
  });
  await step("the page of the note has the same ways, also in German", async () => {
    await page.evaluate(() => localStorage.setItem("kinote.language", "de"));
    await page.goto(`${origin}/notes/${made.id}`);
    await page.getByText("Veraltet bei NORTH: dort ist Version 2").waitFor();
    await page.getByRole("button", { name: "Verlauf" }).click();
    await page.getByText("1 Bild entfernt").first().waitFor();
    await takeScreenshot(page, `${size.name}-note-history`);
    expectNone(await brokenRules(page), "broken rules");
    await page.evaluate(() => localStorage.removeItem("kinote.language"));
  });
  await change("DELETE", `/api/notes/${made.id}`, undefined, '"3"');
  await page.goto(viewer);
  await waitForPicture(page);
}
