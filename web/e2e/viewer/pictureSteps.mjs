import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { brightness, letter, openSeries, serverBrightness, text, waitForBrightness, waitForPicture } from "./look.mjs";

const stack = "Abdomen 3 mm";

export async function lookAtPictures({ page, step, size, problems }) {
  await step("a stack is walked through by key and by wheel", async () => {
    await openSeries(page, stack);
    await waitForPicture(page, "Image 1 of 40");
    await page.keyboard.press("PageDown");
    await waitForPicture(page, "Image 11 of 40");
    await page.locator(".pane").hover();
    await page.mouse.wheel(0, 120);
    await waitForPicture(page, "Image 12 of 40");
    await page.keyboard.press("End");
    await waitForPicture(page, "Image 40 of 40");
  });

  const stored = new Map();
  await step("what workers decode looks as what was never compressed", async () => {
    for (const [number, key] of [[10, "Home"], [20, "PageDown"], [30, "PageDown"]]) {
      await page.keyboard.press(key);
      if (number === 10) for (let count = 0; count < 9; count += 1) await page.keyboard.press("ArrowDown");
      await waitForPicture(page, `Image ${number} of 40`);
      stored.set(number, await brightness(page));
    }
    assert.ok(stored.get(20) > stored.get(10) + 1, "the slices look alike: nothing would be proved");
    for (const name of ["JPEG lossless", "JPEG-LS", "RLE", "JPEG extended"]) {
      await openSeries(page, name);
      for (const [index, number] of [10, 20, 30].entries()) {
        await waitForPicture(page, `Image ${index + 1} of 3`);
        await waitForBrightness(page, (value) => Math.abs(value - stored.get(number)) < (name === "JPEG extended" ? 2 : 0.3), `${name}, slice ${number}`);
        await page.keyboard.press("ArrowDown");
      }
    }
    for (const name of ["JPEG 2000", "J2K mismatch"]) {
      await openSeries(page, name);
      await waitForPicture(page, "Image 1 of 1");
      const asServer = await serverBrightness(page, 1);
      assert.ok(asServer > 20);
      await waitForBrightness(page, (value) => Math.abs(value - asServer) < 3, `${name}, of the server ${asServer}`, 1);
    }
  });

  await step("window, inversion, rotation, mirror image, zoom and reset", async () => {
    await openSeries(page, stack);
    await waitForPicture(page, "Image 1 of 40");
    await text(page, "W 400 C 50");
    const before = await brightness(page);
    await page.keyboard.press("2");
    await text(page, "W 1500 C -600");
    await waitForBrightness(page, (value) => value > before + 20, "the lung window");
    await page.keyboard.press("i");
    await waitForBrightness(page, (value) => value < before, "inverted");
    await page.keyboard.press("r");
    await letter(page, "top", "R");
    await letter(page, "left", "P");
    await page.keyboard.press("h");
    await letter(page, "left", "A");
    await letter(page, "top", "R");
    await page.keyboard.press("f");
    await letter(page, "top", "L");
    await page.keyboard.press("+");
    await text(page, "Zoom 125 %");
    await page.keyboard.press("0");
    await text(page, "Zoom 100 %");
    await text(page, "W 400 C 50");
    await letter(page, "top", "A");
    await letter(page, "left", "R");
    await waitForBrightness(page, (value) => Math.abs(value - before) < 1, "as before");
  });

  if (size.name === "wide") await lookByMouse(page, step);

  await step("a loop plays, and stops", async () => {
    await openSeries(page, "Cine in color");
    await waitForPicture(page, "Image 1 of 12");
    await page.keyboard.press("c");
    await page.waitForFunction(() => !document.querySelector(".pane").getAttribute("aria-label").includes("Image 1 of"));
    await page.keyboard.press("c");
    await page.locator(".tool[aria-pressed=false][aria-keyshortcuts=c]").waitFor();
  });

  await step("one to four panes, each with a stack of its own", async () => {
    for (const count of [2, 3, 4]) {
      await page.keyboard.press("l");
      await page.waitForFunction((wanted) => document.querySelectorAll(".pane-picture[data-shown]").length === wanted, count);
    }
    await takeScreenshot(page, `${size.name}-images-panes`);
    await page.locator(".pane").nth(1).click({ position: { x: 60, y: 60 } });
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Pane 2: Image 2 of");
    await page.keyboard.press("l");
    await page.waitForFunction(() => document.querySelectorAll(".pane").length === 1);
  });

  await step("the help names the keys and goes by Escape", async () => {
    await page.keyboard.press("?");
    await page.locator(".help", { hasText: "Key images only" }).waitFor();
    await takeScreenshot(page, `${size.name}-images-help`);
    expectNone(await brokenRules(page), "broken rules");
    await page.keyboard.press("Escape");
    await page.locator(".help").waitFor({ state: "detached" });
  });

  await step("the image area speaks German", async () => {
    await page.locator(".language select").selectOption("de");
    await page.locator(".pane[aria-label*='Bild 1 von'], .pane[aria-label*='Bild 2 von']").first().waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    await takeScreenshot(page, `${size.name}-images-german`);
    expectNone(await brokenRules(page), "broken rules");
    await page.locator(".language select").selectOption("en");
  });

  await step("no error in the console, no failed request, none to another host", async () => {
    // The one picture of the study that nobody can make has no thumbnail.
    expectNone(problems.filter((problem) => !/thumbnail|status of 422/.test(problem)), "problems");
  });
}

async function lookByMouse(page, step) {
  const drag = async (from, to) => {
    const box = await page.locator(".pane-picture").boundingBox();
    const at = ([x, y]) => [box.x + box.width * x, box.y + box.height * y];
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 6 });
    await page.mouse.up();
  };
  await step("the mouse sets the window and draws a length", async () => {
    await page.keyboard.press("w");
    await drag([0.4, 0.4], [0.5, 0.5]);
    await page.waitForFunction(() => !document.querySelector(".pane-window").textContent.startsWith("W 400 C 50"));
    await page.keyboard.press("0");
    await page.keyboard.press("d");
    await drag([0.4, 0.4], [0.6, 0.4]);
    await page.locator(".pane svg text", { hasText: "mm" }).waitFor();
    await page.keyboard.press("Delete");
    await page.locator(".pane svg text", { hasText: "mm" }).waitFor({ state: "detached" });
  });
  await step("the scrolling tool draws through the stack", async () => {
    await page.keyboard.press("y");
    await drag([0.5, 0.3], [0.5, 0.6]);
    await page.waitForFunction(() => !document.querySelector(".pane").getAttribute("aria-label").includes("Image 1 of"));
    await page.keyboard.press("w");
  });
}
