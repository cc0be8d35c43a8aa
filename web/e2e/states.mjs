// What the pages show when something is missing, broken, or changes while a person looks: over mock servers of its own.
import assert from "node:assert/strict";
import { brokenRules } from "./accessibility.mjs";
import { launchBrowser, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { startMock } from "./mock/server.mjs";
import { expectNone, Report } from "./report.mjs";

const report = new Report({ strict: true });
const browser = await launchBrowser();
const closed = await startMock({ token: "let-me-in" });
const open = await startMock();
const empty = await startMock({ studies: 0 });
const size = sizes[0];

/** Runs `look` in a window of its own. */
async function state(name, look) {
  const { page, close } = await openWindow(browser, size);
  await report.step(name, () => look(page));
  await close();
}

const study = (mock, number) => `${mock.url}studies/${mock.data.studies[number].study_instance_uid}`;

await state("a person without the token is told how to get in, and gets in by the address", async (page) => {
  const origin = new URL(closed.url).origin;
  await page.goto(`${origin}/status`);
  await page.getByRole("heading", { name: "has not been let in" }).waitFor();
  assert.match(await page.locator("main").innerText(), /make run[\s\S]*api-token/);
  await takeScreenshot(page, "state-access");
  expectNone(await brokenRules(page), "broken rules");
  await page.goto(closed.url);
  await page.waitForSelector(".study-row");
});

await state("an empty system says that there are no notes yet", async (page) => {
  await page.goto(empty.url);
  await page.getByText("There are no key image notes yet").waitFor();
  await takeScreenshot(page, "state-empty");
  await page.goto(`${empty.url}quarantine`);
  await page.getByText("Nothing is quarantined").waitFor();
  await page.goto(`${empty.url}selections`);
  await page.getByText("There are none").waitFor();
  expectNone(await brokenRules(page), "broken rules");
});

await state("a failure shows the words of the server and can be tried again", async (page) => {
  let failing = true;
  await page.route("**/api/studies?*", (route) =>
    failing
      ? route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ error: { code: "unavailable", message: "The database is being upgraded." } }) })
      : route.continue(),
  );
  await page.goto(open.url);
  await page.getByText("The database is being upgraded.").waitFor();
  await takeScreenshot(page, "state-failure");
  expectNone(await brokenRules(page), "broken rules");
  failing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.waitForSelector(".study-row");
});

await state("a lost connection is said in the head, and what was shown stays", async (page) => {
  await page.goto(open.url);
  await page.waitForSelector(".study-row");
  await page.route("**/api/**", (route) => route.abort());
  await page.getByText("No connection", { exact: true }).waitFor();
  assert.ok((await page.locator(".study-row").count()) > 0);
  await page.unroute("**/api/**");
  await page.waitForSelector(".status-pill:not(.status-error)");
});

await state("a study that is not known and an address that is none say so", async (page) => {
  await page.goto(`${open.url}studies/1.2.3`);
  await page.getByText("There is no study 1.2.3.").waitFor();
  await page.goto(`${open.url}elsewhere`);
  await page.getByText("There is no such page").waitFor();
});

await state("markup in names and texts is shown as text", async (page) => {
  let alerted = false;
  page.on("dialog", (dialog) => {
    alerted = true;
    void dialog.dismiss();
  });
  const number = open.data.studies.findIndex((each) => each.patient_name.includes("<script>"));
  await page.goto(study(open, number));
  await page.getByText("<b>Test</b>, <script>alert(1)</script>").first().waitFor();
  assert.equal(await page.locator("main b, main script").count(), 0);
  assert.equal(alerted, false);
  await takeScreenshot(page, "state-markup");
});

await state("a note has an address of its own", async (page) => {
  const [note] = open.data.notes.get(open.data.studies[1].study_instance_uid);
  await page.goto(`${open.url}notes/${note.id}`);
  await page.locator(".note h2", { hasText: note.title.meaning }).waitFor();
  await page.getByRole("link", { name: "All notes of this study" }).click();
  await page.waitForURL(study(open, 1));
});

await state("an object that arrives becomes a picture without a new load", async (page) => {
  const number = open.data.studies.findIndex((each) => each.objects > 0 && missingOf(each) !== undefined);
  await page.goto(study(open, number));
  await page.waitForSelector(".tile-not_here");
  const before = await page.locator(".tile-not_here").count();
  const missing = missingOf(open.data.studies[number]);
  missing.present = true;
  missing.renderable = true;
  await page.waitForFunction((count) => document.querySelectorAll(".tile-not_here").length === count - 1, before);
});

await state("a study without any object here says so in the list and marks all its key images", async (page) => {
  const number = open.data.studies.findIndex((each) => each.objects === 0);
  const { patient_id: id, study_instance_uid: uid } = open.data.studies[number];
  await page.goto(`${open.url}?search=${encodeURIComponent(id)}`);
  const row = page.locator(".study-row", { has: page.locator(`a[href="/studies/${uid}"]`) });
  await row.getByText("No images here yet").waitFor();
  await row.click();
  await page.waitForSelector(".tile-not_here");
  assert.equal(await page.locator(".tile-button").count(), 0);
  await takeScreenshot(page, "state-nothing-here");
});

await state("a picture that cannot be made says why", async (page) => {
  const message = "The transfer syntax 1.2.840.10008.1.2.4.999 cannot be decoded.";
  await page.route("**/rendered?*", (route) =>
    route.fulfill({ status: 422, contentType: "application/json", body: JSON.stringify({ error: { code: "corrupt", message } }) }),
  );
  await page.goto(study(open, 0));
  await page.getByText("Picture could not be made").first().waitFor();
  await page.locator(".tile-button").first().click();
  await page.getByText(message).waitFor();
  await takeScreenshot(page, "state-picture-failed");
  expectNone(await brokenRules(page), "broken rules");
});

await state("Back brings the list as it was left", async (page) => {
  await page.goto(open.url);
  await page.waitForSelector(".study-row");
  await page.mouse.wheel(0, 600);
  await page.waitForFunction(() => window.scrollY >= 500);
  const left = await page.evaluate(() => window.scrollY);
  await page.locator(".study-link").nth(14).click();
  await page.waitForSelector(".note");
  assert.equal(await page.evaluate(() => window.scrollY), 0);
  await page.goBack();
  await page.waitForSelector(".study-row");
  assert.ok(Math.abs((await page.evaluate(() => window.scrollY)) - left) < 5, "the list has jumped");
});

await browser.close();
for (const mock of [closed, open, empty]) await mock.close();
process.exitCode = report.close();

function missingOf(each) {
  return open.data.notes
    .get(each.study_instance_uid)
    .flatMap((note) => note.references)
    .find((reference) => !reference.present && reference.study_instance_uid === each.study_instance_uid);
}
