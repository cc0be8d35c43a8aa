// A browser without WebGL: the pictures are drawn by the processor alone.
import assert from "node:assert/strict";
import { launchBrowser, openWindow, sizes, takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { letter, openSeries, serverBrightness, text, waitForBrightness, waitForPicture } from "./look.mjs";

export async function lookWithoutGraphics({ report, url, study }) {
  await report.step("without WebGL pictures are drawn as the server draws them, windowed, turned and presented", async () => {
    const browser = await launchBrowser("--disable-3d-apis");
    try {
      const { page, problems } = await openWindow(browser, sizes[0]);
      await page.goto(url);
      await page.waitForSelector(".study-row");
      await page.goto(new URL(`/studies/${study.study}/viewer`, url).href);
      await waitForPicture(page);
      const hasGraphics = await page.evaluate(() => ["webgl2", "webgl"].some((kind) => document.createElement("canvas").getContext(kind) !== null));
      assert.equal(hasGraphics, false, "there is WebGL: nothing would be proved");
      await text(page, "Presentation state LESION");
      await letter(page, "top", "R");
      for (const name of ["Abdomen 3 mm", "JPEG 2000", "J2K mismatch"]) {
        await openSeries(page, name);
        await waitForPicture(page, "Image 1 of");
        const asServer = await serverBrightness(page, 1);
        await waitForBrightness(page, (value) => Math.abs(value - asServer) < 3, `${name}, of the server ${asServer}`, 1);
      }
      await openSeries(page, "Abdomen 3 mm");
      await waitForPicture(page, "Image 1 of 40");
      await page.keyboard.press("2");
      await text(page, "W 1500 C -600");
      await page.keyboard.press("r");
      await letter(page, "top", "R");
      await openSeries(page, "Cine in color");
      await waitForPicture(page, "Image 1 of 12");
      await takeScreenshot(page, "wide-images-without-webgl");
      expectNone(problems.filter((problem) => problem.startsWith("uncaught")), "errors");
    } finally {
      await browser.close();
    }
  });
}
