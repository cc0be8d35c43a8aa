// Walks through the pages of a running kinote as a person does, and looks at what it shows.
//
//   KINOTE_URL=http://127.0.0.1:8080/?token=... node e2e/key-images.mjs
//
// KINOTE_URL          the address with the token, as the program prints it
// KINOTE_STUDY        UID of the study to open; else one with many kinds of references is chosen
// KINOTE_SEARCH       what to type to find it; else its patient ID
// KINOTE_SCREENSHOTS  folder for pictures of every page
// KINOTE_STRICT=1     fails when the server holds no example of something (a reference that is not here, a quarantined object ...)
// KINOTE_CHROMIUM     another Chromium than /usr/bin/chromium
//
// Prints a line for each look; ends with 0 when all were good, else with 1.
import { brokenRules } from "./accessibility.mjs";
import { askServer, launchBrowser, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { chooseStudy } from "./chooseStudy.mjs";
import { lookAtList, searchAndOpen } from "./listSteps.mjs";
import { lookAtLists, lookAtStatus } from "./otherSteps.mjs";
import { expectNone, Report } from "./report.mjs";
import { lookAtNotes, lookAtPictures, lookAtWordTiles } from "./studySteps.mjs";
import { lookAtViewer } from "./viewerSteps.mjs";

const url = process.env.KINOTE_URL;
if (!url) {
  console.error("KINOTE_URL must hold the address of a running kinote with its token, as in http://127.0.0.1:8080/?token=...");
  process.exit(2);
}

const report = new Report({ strict: process.env.KINOTE_STRICT === "1" });
const browser = await launchBrowser();
try {
  for (const size of sizes) await walk(size);
} catch (error) {
  await report.step("the walk", () => {
    throw error;
  });
} finally {
  await browser.close();
}
process.exitCode = report.close();

async function walk(size) {
  const { page, problems, close } = await openWindow(browser, size);
  const step = (name, look) => report.step(`${size.name}: ${name}`, look);
  const pageIsGood = async (name) => {
    await takeScreenshot(page, `${size.name}-${name}`);
    await step(`the ${name} page breaks no accessibility rule`, async () => expectNone(await brokenRules(page), "broken rules"));
    await step(`the ${name} page is not wider than the window`, () => lookAtWidth(page));
  };
  const tools = { page, step, pageIsGood, report, size };

  await page.goto(url);
  await lookAtList(tools);
  const chosen = await chooseStudy((path) => askServer(page, path), process.env.KINOTE_STUDY);
  await searchAndOpen(tools, chosen, process.env.KINOTE_SEARCH);
  await lookAtNotes(tools, chosen);
  await lookAtPictures(tools, chosen);
  await lookAtWordTiles(tools, chosen);
  await lookAtViewer(tools, chosen);
  await lookAtLists(tools);
  await lookAtStatus(tools);
  await step("no error in the console, no failed request, none to another host", () => expectNone(problems, "problems"));
  await close();
}

async function lookAtWidth(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > window) throw new Error(`the page is ${content} pixels wide in a window of ${window}`);
}
