// Discs: asked for, watched, fetched, opened as files, and removed; and the key image sheet of a note.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { askServer } from "./browser.mjs";
import { lookAtDisc } from "./disc.mjs";

const ctImage = "1.2.840.10008.5.1.4.1.1.2";

/** Of CT images that are here. */
async function studyWithNote(page) {
  const { notes } = await askServer(page, "/api/notes?limit=1000&offset=0");
  const found = notes.find((note) => note.state === "current" && note.references.every((one) => one.present && one.sop_class_uid === ctImage));
  assert.ok(found, "no note has what is wanted");
  return found;
}

/** Studies are ticked in the list, over its pages and searches, and fill the form in. */
export async function lookAtChoosing({ page }, isGood) {
  await page.goto(new URL("/?keyImages=any", page.url()).href);
  const boxes = page.locator(".study-row input[type=checkbox]");
  await boxes.first().waitFor();
  const onPage = await boxes.count();
  const bar = page.getByRole("group", { name: "Chosen studies" });
  const all = bar.getByLabel("Select all on this page");
  await all.check();
  await bar.getByText(`${onPage} studies chosen`).waitFor();
  assert.ok(!page.url().includes("/studies/"), "a tick opened the study");
  await bar.getByRole("button", { name: "Choose none" }).click();
  await boxes.first().check();
  await bar.getByText("1 study chosen").waitFor();
  assert.ok(await all.evaluate((box) => box.indeterminate && !box.checked), "one of many is not all of them");
  const chosen = [await page.locator(".study-link").first().getAttribute("href")];
  const next = page.locator(".pager button", { hasText: "Next" });
  if (await next.isEnabled()) {
    await next.click();
    await page.waitForFunction((href) => document.querySelector(".study-link")?.getAttribute("href") !== href, chosen[0]);
    await page.waitForSelector("[aria-busy=false] .study-row");
    await boxes.last().check();
    chosen.push(await page.locator(".study-link").last().getAttribute("href"));
  }
  await page.fill(".search input", "no-such-patient-zzz");
  await page.getByText("No study").first().waitFor();
  await bar.getByText(new RegExp(`^${chosen.length} stud(y|ies) chosen`)).waitFor();
  await page.fill(".search input", "");
  await page.waitForFunction(() => !new URLSearchParams(location.search).has("search"));
  await boxes.nth(1).check();
  chosen.push(await page.locator(".study-link").nth(1).getAttribute("href"));
  await isGood("studies-chosen");
  await bar.getByRole("link", { name: "Put on a disc" }).click();
  await page.getByRole("heading", { level: 1, name: "Discs" }).waitFor();
  await page.getByRole("heading", { name: `${chosen.length} studies` }).waitFor();
  const named = page.locator(".chosen-studies li");
  await page.waitForFunction((count) => document.querySelectorAll(".chosen-studies .patient-name").length === count, chosen.length);
  const uids = chosen.map((href) => decodeURIComponent(href.slice("/studies/".length)));
  assert.deepEqual((await named.locator(".uid").allInnerTexts()).sort(), [...uids].sort());
  await isGood("discs-chosen");
  await named.last().getByRole("button", { name: /^Remove .* from the order$/ }).click();
  assert.equal(await named.count(), chosen.length - 1);
  await page.getByRole("button", { name: "What would go" }).click();
  await page.getByText(/\d+ objects, about \d+ MB/).waitFor();
  await page.goBack();
  await bar.getByText(`${chosen.length} studies chosen`).waitFor();
  await bar.getByRole("button", { name: "Choose none" }).click();
  await page.waitForFunction(() => document.querySelector(".study-row input:checked") === null);
  await page.locator(".header-nav a", { hasText: "Administration" }).click();
}

/** A film that no profile takes: the dry run names it, and it is left out. `films`: of make_study.py. */
export async function lookAtRefused({ page, films }, isGood) {
  await page.goto(new URL(`/admin/discs?study=${films.study}`, page.url()).href);
  await page.getByRole("heading", { name: "1 study" }).waitFor();
  await page.getByRole("button", { name: "What would go" }).click();
  await page.getByText("1 object cannot go by this profile").waitFor();
  const refused = page.getByRole("region", { name: "What the profile cannot take" });
  assert.ok((await refused.innerText()).includes(films.film) && (await refused.innerText()).includes("MPEG"));
  await refused.getByLabel("Leave it out").check();
  await isGood("discs-refused");
  await page.getByLabel("Label").fill("nofilm");
  assert.equal(await refused.count(), 0, "a tick outlived what it was an answer to");
  await page.getByRole("button", { name: "What would go" }).click();
  assert.equal(await refused.getByLabel("Leave it out").isChecked(), false);
  await refused.getByLabel("Leave it out").check();
  const sent = page.waitForRequest((request) => request.method() === "POST" && new URL(request.url()).pathname === "/api/media" && !request.url().includes("dryRun"));
  await page.getByRole("button", { name: "Ask for the discs" }).click();
  assert.deepEqual((await sent).postDataJSON().omitted, [films.film]);
  const row = page.locator(".admin-table tbody tr", { hasText: "NOFILM" }).first();
  await row.getByText("Done", { exact: true }).waitFor();
}

/** From the page of a study to a disc that a browser opens from its files. */
export async function lookAtDiscs({ page }, isGood) {
  const note = await studyWithNote(page);
  await page.goto(new URL(`/studies/${note.study_instance_uid}`, page.url()).href);
  await page.getByRole("link", { name: "Put on a disc" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Discs" }).waitFor();
  assert.deepEqual(await page.locator(".chosen-studies .uid").allInnerTexts(), [note.study_instance_uid]);
  await page.getByLabel("Label").fill("tumor");
  await page.getByRole("button", { name: "What would go" }).click();
  await page.getByText(/\d+ objects, about \d+ MB, on 1 discs/).waitFor();
  await page.getByLabel("Without what a patient could be known by").check();
  await page.getByRole("button", { name: "What would go" }).click();
  await page.getByText(/\d+ objects, about \d+ MB/).waitFor();
  await isGood("discs-asked");
  await page.getByLabel("Without what a patient could be known by").uncheck();
  await page.getByRole("button", { name: "Ask for the discs" }).click();
  await page.getByText("is under way").waitFor();
  const row = page.locator(".admin-table tbody tr", { hasText: "TUMOR" }).first();
  await row.getByText("Done", { exact: true }).waitFor();
  const saved = page.waitForEvent("download");
  await row.getByRole("link", { name: "Disc 1" }).click();
  const image = readFileSync(await (await saved).path());
  assert.equal(image.subarray(16 * 2048 + 1, 16 * 2048 + 6).toString("latin1"), "CD001");
  await isGood("discs");
  await row.getByRole("button", { name: /^Remove discs/ }).click();
  await row.getByRole("button", { name: /Yes/ }).click();
  await row.getByText("Expired", { exact: true }).waitFor();
}

/** What a person sees who puts the disc in: the pages of a folder, opened from its files. */
export async function lookAtMadeDisc({ browser, report, page, dataFolder }) {
  const note = await studyWithNote(page);
  const asked = await page.evaluate(
    async (study) => (await fetch("/api/media", { method: "POST", headers: { "Content-Type": "application/json", "X-Kinote-Request": "1" }, body: JSON.stringify({ studies: [study], form: "folder" }) })).json(),
    note.study_instance_uid,
  );
  let made = asked;
  while (made.state === "open") made = await askServer(page, `/api/media/${asked.id}`);
  assert.equal(made.state, "done", made.job_error);
  await lookAtDisc({ browser, report, folder: join(dataFolder, "media", String(made.id), made.discs[0].file_name) });
}

/** The sheet opens as a PDF, and is kept in the study, once. */
export async function lookAtSheet({ page }, isThere) {
  const note = await studyWithNote(page);
  await page.goto(new URL(`/notes/${note.id}`, page.url()).href);
  const link = page.getByRole("link", { name: /^Key image sheet of the note/ }).first();
  const address = await link.getAttribute("href");
  const start = await page.evaluate(async (path) => new TextDecoder("latin1").decode(new Uint8Array(await (await fetch(path)).arrayBuffer()).slice(0, 5)), address);
  assert.equal(start, "%PDF-");
  const before = (await askServer(page, `/api/studies/${note.study_instance_uid}`)).objects;
  await page.getByRole("button", { name: /^Keep sheet in the study/ }).first().click();
  await page.getByRole("button", { name: /Yes/ }).first().click();
  await page.getByText("It is kept as").waitFor();
  assert.equal((await askServer(page, `/api/studies/${note.study_instance_uid}`)).objects, isThere ? before : before + 1);
  await page.locator(".header-nav a", { hasText: "Administration" }).click();
}
