// The notes of a study: their words, their pictures, and what stands for an object without a picture.
import assert from "node:assert/strict";
import { brokenRules } from "./accessibility.mjs";
import { expectNone } from "./report.mjs";

export async function lookAtNotes({ page, step }, { study, notes }) {
  await step("every note of the study has its card with its title and its text", async () => {
    await page.waitForFunction((count) => document.querySelectorAll(".note").length === count, notes.length);
    const cards = await page.locator(".note").allInnerTexts();
    for (const note of notes) {
      const title = note.title?.meaning || note.title?.value || "Untitled";
      const lines = (note.description ?? "").split(/[\r\n\f]/).map((line) => line.trim()).filter(Boolean);
      const found = cards.some((card) => card.includes(title) && lines.every((line) => card.includes(line)));
      assert.ok(found, `no card shows the note ${note.id}: ${title}`);
    }
  });
  await step("the head names the patient and the study", async () => {
    const head = await page.locator(".study-head").innerText();
    for (const value of [study.patient_id, study.accession_number, study.study_instance_uid]) assert.ok(head.includes(value), `the head lacks ${value}`);
  });
}

/** Waits for every picture, wherever it stands on the page; none may be broken. */
export async function lookAtPictures({ page, step, pageIsGood }, { tiles }) {
  await step(`all ${tiles.picture} key images become pictures`, async () => {
    await showAllTiles(page);
    const images = page.locator(".tile-button");
    assert.equal(await images.count(), tiles.picture);
    for (let index = 0; index < tiles.picture; index += 1) {
      const tile = images.nth(index);
      await tile.scrollIntoViewIfNeeded();
      const label = await tile.getAttribute("aria-label");
      await tile
        .locator("img")
        .evaluate((image) => image.decode().then(() => image.naturalWidth))
        .then(
          (width) => assert.ok(width > 0, `no picture: ${label}`),
          () => assert.fail(`no picture: ${label}`),
        );
    }
  });
  await page.evaluate(() => window.scrollTo(0, 0));
  await pageIsGood("study");
  await step("the study page breaks no accessibility rule in its other colors", async () => {
    await page.locator(".header-theme").click();
    expectNone(await brokenRules(page), "broken rules");
    await page.locator(".header-theme").click();
  });
}

export async function lookAtWordTiles({ page, step, report, size }, { notes, tiles }) {
  const references = notes.flatMap((note) => note.references);
  const kinds = [
    { name: "not here yet", count: tiles.notHere, selector: ".tile-not_here", words: "Not here yet", of: references.filter((each) => !each.present) },
    { name: "here without a picture", count: tiles.withoutPicture, selector: ".tile-without_picture", words: "No picture", of: references.filter((each) => each.present && !each.renderable) },
  ];
  for (const { name, count, selector, words, of } of kinds) {
    if (count === 0) {
      report.notThere(`${size.name}: tiles of objects that are ${name}`, "the study names none");
      continue;
    }
    await step(`${count} objects that are ${name} are marked so, with their UID`, async () => {
      const texts = await page.locator(selector).allInnerTexts();
      assert.equal(texts.length, count);
      for (const text of texts) assert.ok(text.includes(words), text);
      for (const reference of of) assert.ok(texts.some((text) => text.includes(reference.sop_instance_uid)), `no tile names ${reference.sop_instance_uid}`);
    });
  }
}

async function showAllTiles(page) {
  const more = page.getByRole("button", { name: /^Show more/ });
  while ((await more.count()) > 0) await more.first().click();
}
