// A walk through all pages of a running kinote, as a person goes.
import { brokenRules } from "./accessibility.mjs";
import { askServer, openWindow, takeScreenshot } from "./browser.mjs";
import { chooseStudy } from "./chooseStudy.mjs";
import { lookAtFilters, lookAtList, searchAndOpen } from "./listSteps.mjs";
import { lookAtLists, lookAtStatus, lookAtTasks } from "./otherSteps.mjs";
import { expectNone } from "./report.mjs";
import { lookAtNotes, lookAtPictures, lookAtWordTiles } from "./studySteps.mjs";
import { lookAtViewer } from "./viewerSteps.mjs";

/**
 * @param url     the address with the token
 * @param size    one of browser.mjs
 * @param chosen  study: UID of the one to open, else one with many kinds of references; search: what to type to find it
 */
export async function walk({ browser, report, url, size, chosen: { study, search } = {} }) {
  const { page, problems, close } = await openWindow(browser, size);
  const step = (name, look) => report.step(`${size.name}: ${name}`, look);
  const pageIsGood = async (name) => {
    await page.evaluate(() => window.scrollTo(0, 0)); // what is half behind the head is no small target
    await takeScreenshot(page, `${size.name}-${name}`);
    await step(`the ${name} page breaks no accessibility rule`, async () => expectNone(await brokenRules(page), "broken rules"));
    await step(`the ${name} page is not wider than the window`, () => lookAtWidth(page));
    await step(`on the ${name} page nothing stands out of its panel`, () => lookAtPanels(page));
  };
  const tools = { page, step, pageIsGood, report, size };
  try {
    await page.goto(url);
    await lookAtList(tools);
    await lookAtFilters(tools);
    const chosen = await chooseStudy((path) => askServer(page, path), study);
    await searchAndOpen(tools, chosen, search);
    await lookAtNotes(tools, chosen);
    await lookAtPictures(tools, chosen);
    await lookAtWordTiles(tools, chosen);
    await lookAtViewer(tools, chosen);
    await lookAtLists(tools);
    await lookAtTasks(tools);
    await lookAtStatus(tools);
    await step("no error in the console, no failed request, none to another host", () => expectNone(problems, "problems"));
  } catch (error) {
    await step("the walk", () => {
      throw error;
    });
  }
  await close();
}

async function lookAtWidth(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > window) throw new Error(`the page is ${content} pixels wide in a window of ${window}`);
}

/** Words that are cut or run over the edge are seen by nobody who tests in one size alone. */
async function lookAtPanels(page) {
  const outside = await page.evaluate(() => {
    const found = [];
    for (const panel of document.querySelectorAll(".panel, .note, .figure, .study-row")) {
      const right = panel.getBoundingClientRect().right + 1;
      for (const child of panel.querySelectorAll("span, td, p, dd, time, code")) {
        const isScrolled = child.closest(".scroll-x") !== null;
        const box = child.getBoundingClientRect();
        if (!isScrolled && box.width > 0 && (box.right > right || child.scrollWidth > child.clientWidth + 1) && getComputedStyle(child).display !== "inline")
          found.push(`${child.className || child.tagName}: ${child.textContent.slice(0, 60)}`);
      }
    }
    return found;
  });
  expectNone(outside.slice(0, 5), "outside");
}
