// The large viewer, by keyboard alone.
import assert from "node:assert/strict";
import { brokenRules } from "./accessibility.mjs";
import { takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";

/** So many pictures are walked through. */
const walkAtMost = 8;

export async function lookAtViewer({ page, step, report, size }, { tiles }) {
  const card = await cardWithMostPictures(page);
  const count = await card.locator(".tile-button").count();
  const place = (number) => page.locator(".viewer-place", { hasText: `${number} of ${count}` }).waitFor();

  await step("the viewer opens by keyboard on the first key image", async () => {
    await card.locator(".tile-button").first().focus();
    await page.keyboard.press("Enter");
    await place(1);
    await waitForPicture(page);
  });
  await takeScreenshot(page, `${size.name}-viewer`);
  await step("the viewer breaks no accessibility rule", async () => expectNone(await brokenRules(page), "broken rules"));

  if (count > 1) await walkByArrows(page, step, place, count);
  else report.notThere(`${size.name}: walking through the viewer`, "no note of the study has two pictures");

  await step("the picture is shown one to one and fitted again", async () => {
    await page.keyboard.press("z");
    await page.waitForSelector(".viewer-stage.viewer-actual");
    await page.keyboard.press("z");
    await page.waitForSelector(".viewer-stage.viewer-fit");
  });
  await step("Escape closes the viewer and leaves the focus at its picture", async () => {
    await page.keyboard.press("Escape");
    await page.waitForSelector(".viewer", { state: "detached" });
    assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("tile-button")), "the focus is elsewhere");
  });

  if (tiles.withState > 0) await switchPresentationState(page, step, size);
  else report.notThere(`${size.name}: the switch of the presentation state`, "no picture of the study has one");
}

async function walkByArrows(page, step, place, count) {
  const end = Math.min(count, walkAtMost);
  await step(`the arrow keys walk through ${end} pictures and back`, async () => {
    for (let number = 2; number <= end; number += 1) {
      await page.keyboard.press("ArrowRight");
      await place(number);
      await waitForPicture(page);
    }
    for (let number = end - 1; number >= 1; number -= 1) {
      await page.keyboard.press("ArrowLeft");
      await place(number);
      await waitForPicture(page);
    }
  });
  await step("End and Home go to the last and the first picture", async () => {
    await page.keyboard.press("End");
    await place(count);
    await page.keyboard.press("Home");
    await place(1);
  });
}

async function switchPresentationState(page, step, size) {
  await step("the presentation state is switched off and on", async () => {
    await page.locator(".tile-button", { has: page.locator(".tile-mark-state") }).first().click();
    await page.waitForSelector('.viewer-picture[src*="presentationState="]');
    await waitForPicture(page);
    await takeScreenshot(page, `${size.name}-viewer-presentation-state`);
    await page.keyboard.press("p");
    await page.waitForSelector('.viewer-picture:not([src*="presentationState="])');
    await waitForPicture(page);
    await page.keyboard.press("p");
    await page.waitForSelector('.viewer-picture[src*="presentationState="]');
    await page.keyboard.press("Escape");
    await page.waitForSelector(".viewer", { state: "detached" });
  });
}

async function cardWithMostPictures(page) {
  const counts = await page.locator(".note").evaluateAll((cards) => cards.map((card) => card.querySelectorAll(".tile-button").length));
  return page.locator(".note").nth(counts.indexOf(Math.max(...counts)));
}

function waitForPicture(page) {
  return page.waitForFunction(() => {
    const picture = document.querySelector(".viewer-picture");
    return picture instanceof HTMLImageElement && picture.complete && picture.naturalWidth > 0;
  });
}
