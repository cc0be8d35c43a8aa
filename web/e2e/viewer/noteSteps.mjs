import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { askServer, openWindow, takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { openSeries, text, waitForPicture } from "./look.mjs";

const description = "Margins <b>towards</b> the aorta";

export async function lookAtNotes(tools) {
  const { page, step, size, study } = tools;
  const notes = async () => (await askServer(page, `/api/studies/${study.study}/notes`)).notes;
  const panel = page.locator(".notes-panel");
  const save = panel.getByRole("button", { name: "Save", exact: true });
  /** On a small screen the panel covers the pictures. */
  const toPictures = async () => size.name === "phone" && (await panel.getByRole("button", { name: "Close the notes" }).click());

  await step("one key stars the image that is shown, and begins a note", async () => {
    await openSeries(page, "Abdomen 3 mm");
    await waitForPicture(page, "Image 1 of 40");
    await page.keyboard.press("PageDown");
    await waitForPicture(page, "Image 11 of 40");
    await page.keyboard.press("s");
    await panel.locator(".draft-image").waitFor();
    await toPictures();
    await text(page, "In the draft");
    await openSeries(page, "Cine in color");
    await waitForPicture(page, "Image 1 of 12");
    await page.keyboard.press("End");
    await waitForPicture(page, "Image 12 of 12");
    await page.keyboard.press("s");
    await page.waitForFunction(() => document.querySelectorAll(".draft-image").length === 2);
  });
  await step("what is missing is said in words", async () => {
    await panel.getByLabel("Author").fill("");
    await save.click();
    await panel.getByText("The author is missing.").waitFor();
  });
  await step("title, modifier, text and order are written; the panel breaks no accessibility rule", async () => {
    await panel.getByLabel("Title").selectOption({ label: "Quality Issue" });
    await save.click();
    await panel.getByText("This title wants a modifier.").waitFor();
    await panel.getByLabel("Motion blur").check();
    await panel.getByLabel("Text").fill(description);
    await panel.getByLabel("Author").fill("Reader, Anna");
    await panel.getByRole("button", { name: "Move image 2 up" }).click();
    await panel.locator(".draft-image").first().locator("text=Frame 12").waitFor();
    await panel.locator(".draft-image").nth(1).dragTo(panel.locator(".draft-image").first());
    await panel.locator(".draft-image").nth(1).locator("text=Frame 12").waitFor();
    await takeScreenshot(page, `${size.name}-images-note`);
    expectNone(await brokenRules(page), "broken rules");
  });
  await step("nothing typed is lost when the server goes away and the page is loaded anew", async () => {
    await page.route("**/api/notes", (route) => route.abort());
    await save.click();
    await panel.getByText("The server does not answer.").waitFor();
    await takeScreenshot(page, `${size.name}-images-unsaved`);
    await page.unroute("**/api/notes");
    await page.reload();
    await panel.locator(".draft").waitFor();
    assert.equal(await panel.getByLabel("Text").inputValue(), description);
    assert.equal(await panel.locator(".draft-image").count(), 2);
    assert.ok(await panel.getByLabel("Motion blur").isChecked());
  });
  await step("the note is saved as it was written", async () => {
    await save.click();
    await panel.getByText("Saved as version 1").waitFor();
    const made = (await notes()).find((note) => note.description === description);
    assert.equal(made.title.value, "113010");
    assert.deepEqual(made.modifiers.map((each) => each.value), ["111210"]);
    assert.equal(made.author, "Reader^Anna");
    assert.deepEqual(made.references.map((each) => [each.sop_instance_uid, each.frames]), [[study.slices[10], []], [study.cine, [12]]]);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("kinote.draft"))), false);
  });
  await step("a note whose answer was lost is not made twice", async () => {
    await panel.getByRole("button", { name: "New note" }).click();
    await toPictures();
    await page.keyboard.press("s");
    await panel.getByLabel("Text").fill("Answer lost");
    await page.route("**/api/notes", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await save.click();
    await panel.getByText("The server does not answer.").waitFor();
    await page.unroute("**/api/notes");
    await save.click();
    await panel.getByText("Saved as version 1").waitFor();
    assert.equal((await notes()).filter((note) => note.description === "Answer lost").length, 1);
  });
  await lookAtConflict(tools, panel, save);
  await step("a note is withdrawn and brought back", async () => {
    const count = (await notes()).length;
    const card = panel.locator(".study-note", { hasText: "Answer lost" });
    await card.getByRole("button", { name: "Withdraw" }).click();
    await card.getByRole("button", { name: "Withdraw" }).click();
    await panel.getByText(/The note .* is withdrawn/).waitFor();
    assert.equal((await notes()).length, count - 1);
    await panel.getByRole("button", { name: "Undo" }).click();
    await card.waitFor();
    assert.equal((await notes()).length, count);
    await card.getByText("Not exported").waitFor();
  });
  await step("what the next look finds is as it was", async () => {
    await page.evaluate(async (uid) => {
      const { notes: all } = await (await fetch(`/api/studies/${uid}/notes`)).json();
      for (const note of all.filter((each) => each.description !== "Lesion in segment VI")) {
        const etag = (await fetch(`/api/notes/${note.id}`)).headers.get("ETag");
        await fetch(`/api/notes/${note.id}`, { method: "DELETE", headers: { "If-Match": etag, "X-Kinote-Request": "1" } });
      }
    }, study.study);
    assert.equal((await notes()).length, 1);
    await panel.getByRole("button", { name: "Close the notes" }).click();
  });
}

async function lookAtConflict({ step, size, browser, url, viewer, page }, panel, save) {
  await step("of two people who edit one note, the second sees both texts and chooses", async () => {
    const mine = panel.locator(".study-note", { hasText: "Answer lost" });
    await mine.getByRole("button", { name: "Edit" }).click();
    await panel.getByLabel("Text").fill("Answer lost: mine");
    const other = await openWindow(browser, size);
    await other.page.goto(url);
    await other.page.waitForSelector(".study-row");
    await other.page.goto(viewer);
    await waitForPicture(other.page);
    await other.page.keyboard.press("n");
    const theirs = other.page.locator(".notes-panel");
    await theirs.locator(".study-note", { hasText: "Answer lost" }).getByRole("button", { name: "Edit" }).click();
    await theirs.getByLabel("Text").fill("Answer lost: theirs");
    await theirs.getByLabel("Author").fill("Other, Olga");
    await theirs.getByRole("button", { name: "Save", exact: true }).click();
    await theirs.getByText("Saved as version 2").waitFor();
    await other.close();
    await save.click();
    await panel.getByText("Somebody else has changed this note").first().waitFor();
    const words = await panel.locator(".conflict").innerText();
    for (const expected of ["Answer lost: mine", "Answer lost: theirs", "Other, Olga", "Version 2"]) assert.ok(words.includes(expected), `lacks ${expected}`);
    await takeScreenshot(page, `${size.name}-images-conflict`);
    expectNone(await brokenRules(page), "broken rules");
    await panel.getByRole("button", { name: "Both texts" }).click();
    assert.equal(await panel.getByLabel("Text").inputValue(), "Answer lost: theirs\n\nAnswer lost: mine");
    await save.click();
    await panel.getByText("Saved as version 3").waitFor();
  });
}
