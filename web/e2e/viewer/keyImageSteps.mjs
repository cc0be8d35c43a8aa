import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { brightness, letter, text, waitForBrightness, waitForPicture } from "./look.mjs";

export async function lookAtKeyImages({ page, step, size, study, viewer }) {
  await step("key images come first, as the server draws them", async () => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(viewer);
    await waitForPicture(page);
    const rendered = asked.findIndex((path) => path === `/api/instances/${study.slices[19]}/rendered`);
    const frames = asked.map((path, index) => (path.includes("/frames/") ? index : -1)).filter((index) => index >= 0);
    assert.ok(rendered >= 0 && rendered < frames[0], "a frame was asked for before the first key image");
    const keys = [study.slices[19], study.slices[30], study.cine];
    assert.ok(keys.some((uid) => asked[frames[0]].includes(uid)), "another frame than a key image's was asked for first");
  });
  await step("a key image has the window, rotation, shutter and graphics of its presentation state", async () => {
    await text(page, "Presentation state LESION");
    if (size.name === "wide") await text(page, "W 150 C 80");
    assert.equal(await page.locator(".graphics circle").count(), 1);
    assert.equal(await page.locator(".graphics text", { hasText: "Lesion" }).count(), 1);
    assert.equal(await page.locator(".pane-graphics mask").count(), 1);
    await letter(page, "top", "R");
  });
  await takeScreenshot(page, `${size.name}-images-key`);
  await step("the graphics lie where the lesion is", async () => {
    // The circle of the state is drawn around the lesion, which is brighter than the body.
    const [inside, outside] = await page.evaluate(() => {
      const canvas = document.querySelector(".pane-picture canvas");
      const scale = canvas.width / canvas.clientWidth;
      const circle = document.querySelector(".graphics circle");
      const [x, y, r] = ["cx", "cy", "r"].map((name) => Number(circle.getAttribute(name)));
      const copy = document.createElement("canvas");
      copy.width = canvas.width;
      copy.height = canvas.height;
      const context = copy.getContext("2d");
      context.drawImage(canvas, 0, 0);
      const at = (left, top) => context.getImageData(Math.round(left * scale), Math.round(top * scale), 1, 1).data[0];
      return [at(x + r * 0.7, y), at(x + r * 1.15, y)];
    });
    assert.ok(inside > outside + 40, `inside ${inside}, outside ${outside}`);
  });
  await step("one key takes the presentation state away and brings it back", async () => {
    const before = await brightness(page);
    await page.keyboard.press("p");
    await text(page, "W 400 C 50");
    assert.equal(await page.locator(".graphics").count(), 0);
    await letter(page, "top", "A");
    await page.keyboard.press("p");
    await text(page, "W 150 C 80");
    await waitForBrightness(page, (value) => Math.abs(value - before) < 1, "as it was");
  });
  await step("the key images are walked through, over all their series", async () => {
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Image 2 of 4");
    await text(page, "W 400 C 50"); // the state of the one before does not stay
    await page.keyboard.press("End");
    await waitForPicture(page, "Image 4 of 4");
    await text(page, "Frame 9 of 12");
  });
  await step("one key leads from a key image into its series and back", async () => {
    await page.keyboard.press("Home");
    await waitForPicture(page, "Image 1 of 4");
    await page.keyboard.press("k");
    await waitForPicture(page, "Image 20 of 40");
    await text(page, "W 400 C 50"); // among its neighbours it lies as they do
    await letter(page, "top", "A");
    await page.keyboard.press("k");
    await waitForPicture(page, "Image 1 of 4");
  });
  await step("the image area breaks no accessibility rule", async () => expectNone(await brokenRules(page), "broken rules"));
  await step("the image area is not wider than the window", async () => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });
}
