// A study that only an archive has: a second kinote is the archive of the first one.
import assert from "node:assert/strict";
import { join } from "node:path";
import { brokenRules } from "./accessibility.mjs";
import { askServer, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";
import { runProgram, startServer } from "./site.mjs";

const queue = "RETRIEVE_VAULT";

/** @param objects  folders of DICOM files to import, notes among them. */
export async function lookAtArchive({ browser, report, objects, folder }) {
  const [near, far] = [join(folder, "near"), join(folder, "vault")];
  const site = await startServer(near);
  const vault = await startServer(far);
  for (const size of sizes) {
    const { page, problems, close } = await openWindow(browser, size);
    await report.step(`${size.name}: a study that lies in an archive is fetched when it is opened, and its pictures appear by themselves`, async () => {
      await page.goto(site.url);
      if (size === sizes[0]) await setUp(page, near, far, site, vault, objects);
      const study = await leaveToArchive(page, near);
      await lookAtList(page, near, study);
      await lookAtStudy(page, near, study, size);
      expectNone(problems, "problems");
    });
    await close();
  }
  await vault.stop();
  await site.stop();
}

async function setUp(page, near, far, site, vault, objects) {
  const destination = (port) => ["--ae-title", "KINOTE", "--host", "127.0.0.1", "--port", port, "--retry-interval", "1"];
  await runProgram("destinations", "set", "VAULT", "--archive", ...destination(vault.dicomPort), "--data", near);
  await runProgram("destinations", "set", "SENDER", ...destination(site.dicomPort), "--data", far);
  await runProgram("import", "--data", near, ...objects);
  await until(async () => (await askServer(page, "/api/studies?hasNotes=true")).total > 0, "a study with a note");
}

/** Archives studies with notes and frees them, until one has a key image that is no longer here. @returns its UID. */
async function leaveToArchive(page, near) {
  const { studies } = await askServer(page, "/api/studies?hasNotes=true&limit=100");
  for (const { study_instance_uid: uid } of studies) {
    await runProgram("archive", uid, "--wait", "60", "--data", near);
    await until(() => runProgram("cache", "free", uid, "--data", near).catch(() => null), "every object is committed");
    const { notes } = await askServer(page, `/api/studies/${uid}/notes`);
    const references = notes.flatMap((note) => note.references);
    if (references.some((reference) => reference.availability === "NEARLINE" && reference.renderable)) return uid;
  }
  throw new Error("no study has key images that leave the cache");
}

async function lookAtList(page, near, study) {
  await page.reload();
  const row = page.locator(".study-row", { has: page.locator(`a[href="/studies/${study}"]`) });
  await row.scrollIntoViewIfNeeded();
  await row.locator(".strip > *").first().waitFor();
  assert.deepEqual(await liveRetrieves(near), [], "to look at the list fetches nothing");
}

async function lookAtStudy(page, near, study, size) {
  await runProgram("queues", "halt", queue, "--data", near);
  await page.locator(`a[href="/studies/${study}"]`).first().click();
  await page.locator(".from-archive", { hasText: "is being fetched from the archive" }).waitFor();
  await page.locator(".tile-in_archive", { hasText: "In the archive" }).first().waitFor();
  await until(async () => (await liveRetrieves(near)).length === 1, "it is asked for");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "the page is wider than the window");
  expectNone(await brokenRules(page), "broken rules");
  await takeScreenshot(page, `archive-${size.name}`);
  await page.evaluate(() => (window.isStillThere = true));
  await runProgram("queues", "start", queue, "--data", near);
  await page.locator(".tile-in_archive").first().waitFor({ state: "detached" });
  await page.locator(".from-archive").waitFor({ state: "detached" });
  const picture = page.locator(".tile-button img").first();
  await picture.scrollIntoViewIfNeeded();
  assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "no picture");
  assert.equal(await page.evaluate(() => window.isStillThere), true, "the page was loaded anew");
}

async function liveRetrieves(near) {
  const jobs = await runProgram("jobs", "list", "--kind", "RETRIEVE", "--data", near);
  return jobs.filter((job) => job.state !== "done");
}

async function until(condition, what) {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
