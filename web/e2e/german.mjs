// Every page once in German: what stands in headings, buttons, labels and heads of tables is another text than in English.
// `node e2e/german.mjs`, or as a part of run.mjs. KINOTE_PROGRAM, KINOTE_SCREENSHOTS, KINOTE_CHROMIUM  as for run.mjs; KINOTE_URL  a running
// demonstration, with its token, instead of one of its own
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenRules } from "./accessibility.mjs";
import { askServer, launchBrowser, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { chooseStudy } from "./chooseStudy.mjs";
import { expectNone, Report } from "./report.mjs";
import { mustBeBuilt, startDemonstration } from "./site.mjs";

/** Words that are the same in both languages, and names that nobody translates. */
const same = new Set(["Autopilot", "Version", "SOP Instance UID", "Study Instance UID", "Language · Sprache", "Patient", "Person", "Zoom", "Zoom (z)", "Ellipse", "Ellipse (e)"]);

const ofAdministration = ["jobs", "autopilot", "destinations", "exports", "discs", "reconciliations", "deletions", "rejections", "repairs", "migration", "audit", "settings"];

export async function lookInGerman({ browser, report, demonstration }) {
  const english = new Map();
  for (const [round, size] of [["English", sizes[0]], ...sizes.map((each) => ["German", each])]) {
    const { page, problems, close } = await openWindow(browser, size);
    await page.addInitScript((language) => localStorage.setItem("kinote.language", language), round === "English" ? "en" : "de");
    await page.goto(demonstration.url);
    await page.waitForSelector(".study-row");
    for (const path of await pathsOf(page)) {
      const name = path.replaceAll(/[0-9.]{12,}|\?.*/g, "").replaceAll(/\/+/g, " ").trim() || "studies";
      if (round === "English") {
        await open(page, path);
        english.set(path, await textsOf(page));
        continue;
      }
      await report.step(`${size.name}, German: ${name}`, async () => {
        await open(page, path);
        const texts = await textsOf(page);
        assert.ok(texts.length > 3, `only ${texts.length} texts`);
        const before = new Set(english.get(path));
        expectNone([...new Set(texts)].filter((text) => before.has(text) && !same.has(text) && /[a-z]{3}/.test(text)), "the same as in English");
        assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
        await takeScreenshot(page, `${size.name}-german-${name.replaceAll(" ", "-")}`);
        expectNone(await brokenRules(page), "broken rules");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} pixels wider than the window`);
      });
    }
    if (round === "German") await report.step(`${size.name}, German: no error in the console, no failed request`, () => expectNone(problems.filter((each) => !each.includes("/no-such-page")), "problems"));
    await close();
  }
}

async function pathsOf(page) {
  const { study, notes } = await chooseStudy((path) => askServer(page, path));
  const uid = study.study_instance_uid;
  const ofStudy = [`/studies/${uid}`, `/notes/${notes[0].id}`, `/notes/${notes[0].id}?print=1`, `/studies/${uid}/viewer`];
  return ["/", "/?filters=1", "/?search=no-such-patient", ...ofStudy, "/quarantine", "/selections", "/tasks", "/status", "/accounts", "/password", ...ofAdministration.map((each) => `/admin/${each}`), "/no-such-page", "/sign-in?out=1"];
}

async function open(page, path) {
  await page.goto(new URL(path, page.url()).href);
  await page.locator("h1, .notice-title").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".notice-loading, [aria-busy=true]") === null);
}

/** What people read before they read what is shown: without what comes from the server, which is marked as it is. */
function textsOf(page) {
  return page.evaluate(() => {
    const fromServer = "body [lang=en], [dir=auto], bdi, code, kbd, time, .uid, .note-author, .who-name, .chips";
    const words = "h1, h2, h3, h4, button, nav a, a.button, th[scope=col], label > span, label:not(:has(*)), legend, dt, summary, caption, .lead, .notice-title, .notice p, option[value='']";
    const texts = [];
    for (const element of document.querySelectorAll(words)) {
      if (element.closest(fromServer) !== null) continue;
      const copy = element.cloneNode(true);
      for (const part of copy.querySelectorAll(fromServer)) part.remove();
      texts.push(copy.textContent);
    }
    for (const attribute of ["aria-label", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) if (element.closest(`${fromServer}, .language, .logo, tbody`) === null) texts.push(element.getAttribute(attribute));
    }
    return texts.map((text) => text.replace(/\s+/g, " ").trim()).filter((text) => text !== "");
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.env.KINOTE_URL) mustBeBuilt();
  const report = new Report({ strict: true });
  const browser = await launchBrowser();
  if (process.env.KINOTE_URL) {
    await lookInGerman({ browser, report, demonstration: { url: process.env.KINOTE_URL } });
  } else {
    const folder = mkdtempSync(join(tmpdir(), "kinote german ü-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const demonstration = await startDemonstration(join(folder, "demonstration"));
    await lookInGerman({ browser, report, demonstration });
    await demonstration.stop("SIGTERM");
  }
  await browser.close();
  process.exitCode = report.close();
}
