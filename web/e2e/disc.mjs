// The pages of a disc, opened as a person opens them: from files. `node e2e/disc.mjs FOLDER` looks at the disc in a folder.
//
// KINOTE_SCREENSHOTS, KINOTE_CHROMIUM  as for run.mjs
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brokenRules } from "./accessibility.mjs";
import { launchBrowser, openWindow, takeScreenshot } from "./browser.mjs";
import { Report } from "./report.mjs";

const sizes = [
  { name: "wide", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light" },
];

/** Looks at every page of the disc in both sizes, and walks from the first page over a note's images. */
export async function lookAtDisc({ browser, report, folder }) {
  const pages = ["INDEX.HTM", ...readdirSync(join(folder, "IHE_PDI")).filter((name) => name.endsWith(".HTM")).map((name) => `IHE_PDI/${name}`)];
  for (const size of sizes) {
    const { page, problems, close } = await openWindow(browser, size);
    for (const path of pages) {
      await report.step(`${size.name}, disc: ${path}`, async () => {
        await page.goto(pathToFileURL(join(folder, path)).href);
        await takeScreenshot(page, `disc-${path.replace("/", "-")}-${size.name}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, "wider than the window");
        assert.deepEqual(await brokenRules(page), []);
        assert.deepEqual(await brokenPictures(page), [], "pictures are missing");
        assert.deepEqual(takeProblems(problems), []);
      });
    }
    await report.step(`${size.name}, disc: arrow keys and links lead on`, () => walkNotes(page, folder));
    await close();
  }
  await lookWithoutScripts({ browser, report, folder });
}

async function walkNotes(page, folder) {
  await page.goto(pathToFileURL(join(folder, "INDEX.HTM")).href);
  await page.locator(".note-title a").first().click();
  assert.match(page.url(), /IHE_PDI\/N0000001\.HTM$/);
  const pictures = await page.locator(".picture").count();
  await page.locator(".header-patient").waitFor();
  for (let turn = 0; turn < pictures && pictures > 1 && !page.url().endsWith(`#p${pictures}`); turn += 1) {
    const before = page.url();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL((url) => url.href !== before);
  }
  if (pictures > 1) assert.match(page.url(), new RegExp(`N0000001\\.HTM#p${pictures}$`));
  await page.getByRole("button").first().waitFor(); // print
}

/** Nothing may need a script: a browser may have them switched off for files. */
async function lookWithoutScripts({ browser, report, folder }) {
  await report.step("disc: without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, "INDEX.HTM")).href);
    await page.locator(".note-title a").first().click();
    await page.locator(".picture").first().waitFor();
    assert.equal(await page.getByRole("button").count(), 0, "a button that does nothing");
    await page.locator(".header-logo").click();
    assert.match(page.url(), /INDEX\.HTM$/);
    await context.close();
  });
}

async function brokenPictures(page) {
  return page.evaluate(async () => {
    const all = [...document.images];
    for (const each of all) each.loading = "eager";
    await Promise.all(all.map((each) => each.decode().catch(() => null)));
    return all.filter((each) => each.naturalWidth === 0).map((each) => each.src);
  });
}

function takeProblems(problems) {
  // axe reads the stylesheet anew, which the pages' Content-Security-Policy does not let it.
  return problems.splice(0).filter((problem) => !/PAGES\.CSS|preload assets/.test(problem));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? ".");
  if (!existsSync(join(folder, "INDEX.HTM"))) throw new Error(`${folder} is no disc: it has no INDEX.HTM`);
  const report = new Report({ strict: true });
  const browser = await launchBrowser();
  await lookAtDisc({ browser, report, folder });
  await browser.close();
  process.exitCode = report.close();
}
