// Pictures with tables of values: the server draws them, and a person is told.
import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { brightness, openSeries, serverBrightness, waitForBrightness, waitForPicture } from "./look.mjs";

export async function lookAtTables({ page, step, size, study, viewer }) {
  const served = page.locator(".pane-served img");
  await step("a picture with a table of values is drawn by the server, until its values are asked for", async () => {
    await page.goto(viewer.replace(study.study, study.tables));
    await waitForPicture(page, "Image 1 of 3");
    await served.waitFor();
    await page.waitForFunction(() => document.querySelector(".pane-served img").complete);
    assert.ok((await served.evaluate((image) => image.naturalWidth)) > 0, "the server draws nothing");
    await page.getByText("Drawn by the server through the table").waitFor();
    assert.equal(await page.locator(".pane-window").count(), 0, "a window is told that does not act");
    await takeScreenshot(page, `${size.name}-images-table`);
    expectNone(await brokenRules(page), "broken rules");
    const right = await serverBrightness(page);
    await page.getByRole("button", { name: "Show the values" }).click();
    await page.getByText("shown without the table").waitFor();
    assert.equal(await served.count(), 0);
    assert.ok(Math.abs((await brightness(page)) - right) > 20, "the table changes nothing: nothing would be proved");
    await page.getByRole("button", { name: "With its table" }).click();
    await served.waitFor();
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Image 2 of 3");
    assert.equal(await served.count(), 0, "a window needs no table");
    const plain = await serverBrightness(page);
    await waitForBrightness(page, (value) => Math.abs(value - plain) < 3, `of the server ${plain}`);
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Image 3 of 3");
    await served.waitFor();
  });
  await step("so is one whose presentation state has a curve, or no scale where the image has one", async () => {
    await openSeries(page, "Curves");
    for (const [index, state] of study.curves.entries()) {
      await waitForPicture(page, `Image ${index + 1} of 2`);
      assert.equal(await served.count(), 0, "without its state it is a picture as others");
      await page.keyboard.press("p");
      await served.waitFor();
      assert.match(await served.getAttribute("src"), new RegExp(`presentationState=${state.replaceAll(".", "[.]")}`));
      await page.waitForFunction(() => document.querySelector(".pane-served img").naturalWidth > 0);
      await page.keyboard.press("p");
      await served.waitFor({ state: "detached" });
      await page.keyboard.press("ArrowDown");
    }
    await page.goto(viewer);
    await waitForPicture(page);
  });
}
