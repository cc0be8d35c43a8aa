// What the pages show when something is missing, broken, or changes while a person looks.
import assert from "node:assert/strict";
import { join } from "node:path";
import { brokenRules } from "./accessibility.mjs";
import { askServer, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";
import { runProgram, startServer } from "./site.mjs";

export async function lookAtStates({ browser, report, demonstration, folder }) {
  /** Runs `look` in a window of its own, after the token was shown. */
  const state = async (name, look, url = demonstration.url) => {
    const { page, close } = await openWindow(browser, sizes[0]);
    await report.step(name, async () => {
      if (url) await page.goto(url);
      await look(page);
    });
    await close();
  };
  await lookAtEmptySite(state, folder);
  await lookAtFailures(state);
  await lookAtNames(state);
  await lookAtNotes(state);
  await lookAtArrivals(state, demonstration);
  await lookAtTurns(state);
}

async function lookAtEmptySite(state, folder) {
  const empty = await startServer(join(folder, "empty"));
  await state(
    "an empty system says that there are no notes yet, and says so when it is gone",
    async (page) => {
      await page.getByText("There are no key image notes yet").waitFor();
      await takeScreenshot(page, "state-empty");
      await page.locator(".header-nav a", { hasText: "Quarantine" }).click();
      await page.getByText("Nothing is quarantined").waitFor();
      await page.locator(".header-nav a", { hasText: "Selections" }).click();
      await page.getByText("There are none").waitFor();
      expectNone(await brokenRules(page), "broken rules");
      assert.equal(await empty.stop(), 0);
      await page.getByText("No connection", { exact: true }).waitFor();
      assert.ok(await page.getByText("There are none").isVisible(), "what was shown is gone");
    },
    empty.url,
  );
  await empty.stop();
}

async function lookAtFailures(state) {
  await state("a failure shows the words of the server and can be tried again", async (page) => {
    const message = "The database is being upgraded.";
    await page.waitForSelector(".study-row");
    await page.route("**/api/quarantine?*", (route) => refuse(route, 503, "unavailable", message));
    await page.locator(".header-nav a", { hasText: "Quarantine" }).click();
    await page.getByText(message).waitFor();
    await takeScreenshot(page, "state-failure");
    expectNone(await brokenRules(page), "broken rules");
    await page.unroute("**/api/quarantine?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForSelector(".quarantined");
  });
  await state("a study that is not known and an address that is none say so", async (page) => {
    await page.goto(new URL("/studies/1.2.3", page.url()).href);
    await page.getByRole("alert").getByText("no such study is known here").waitFor();
    await page.goto(new URL("/elsewhere", page.url()).href);
    await page.getByText("There is no such page").waitFor();
  });
  await state("a picture that cannot be made says why", async (page) => {
    const message = "The transfer syntax 1.2.840.10008.1.2.4.999 cannot be decoded.";
    await page.route("**/rendered?*", (route) => refuse(route, 422, "corrupt", message));
    await openStudy(page, "DEMO-1001");
    await page.getByText("Picture could not be made").first().waitFor();
    await page.locator(".tile-button").first().click();
    await page.getByText(message).waitFor();
    await takeScreenshot(page, "state-picture-failed");
    expectNone(await brokenRules(page), "broken rules");
  });
}

async function lookAtNames(state) {
  await state("markup in names and texts is shown as text", async (page) => {
    let hasObeyed = false;
    page.on("dialog", (dialog) => {
      hasObeyed = true;
      void dialog.dismiss();
    });
    await openStudy(page, "ZZ-TEST-1");
    const text = await page.locator("main").innerText();
    for (const words of ["<b>Markup</b> & <script>alert(1)</script>", "<img src=x onerror=alert(2)>", "<script>alert(3)</script>"]) {
      assert.ok(text.includes(words), `the page lacks ${words}`);
    }
    assert.equal(await page.locator("main b, main script, main img[src=x]").count(), 0);
    assert.equal(hasObeyed, false);
    await takeScreenshot(page, "state-markup");
  });
  await state("a Japanese patient has the name in all writings, and notes in Japanese", async (page) => {
    await openStudy(page, "DEMO-1002");
    const text = await page.locator("main").innerText();
    for (const words of ["Yamada, Tarou", "山田 太郎", "やまだ たろう", "頭部CT", "急性期出血なし。", "佐藤 健一"]) assert.ok(text.includes(words), `the page lacks ${words}`);
    await takeScreenshot(page, "state-japanese");
  });
  for (const [typed, id] of [["müll", "DEMO-1003"], ["A2025-04711", "DEMO-1001"]]) {
    await state(`a search for ${typed} finds its patient`, async (page) => {
      await search(page, typed);
      await page.locator(".study-row", { hasText: id }).waitFor();
    });
  }
}

async function lookAtNotes(state) {
  await state("a note has an address of its own", async (page) => {
    await openStudy(page, "DEMO-1001");
    const study = page.url();
    const { notes } = await askServer(page, `/api${new URL(study).pathname}/notes`);
    await page.locator(".note-marks a").first().click();
    await page.waitForURL(`**/notes/${notes[0].id}`);
    await page.locator(".note h2", { hasText: notes[0].title.meaning }).waitFor();
    await page.getByRole("link", { name: "All notes of this study" }).click();
    await page.waitForURL(study);
  });
  await state("a card shows title, text, author, time, source and state of its note", async (page) => {
    await openStudy(page, "DEMO-1001");
    const card = page.locator(".note", { hasText: "MRI of the liver advised." });
    const text = await card.innerText();
    for (const words of ["Of Interest", "Hypodense lesion in segment VI", "Lindner, Dr. Petra", "2025-06-16 18:45", "Received", "Current"]) {
      assert.ok(text.includes(words), `the card lacks ${words}`);
    }
    await card.getByText("No picture").waitFor();
  });
  await state("a note of the old system whose KOSD came too stands once, with both sources", async (page) => {
    await openStudy(page, "DEMO-1004");
    await page.locator(".note", { hasText: "Legacy + received" }).waitFor();
    assert.equal(await page.locator(".note", { hasText: "Best In Set" }).count(), 1);
  });
  await state("what was found in the object of a note opens at its card", async (page) => {
    await openStudy(page, "DEMO-1008");
    const card = page.locator(".note", { has: page.locator("details") });
    await card.locator("summary").click();
    await card.locator(".findings", { hasText: "K04" }).waitFor();
    expectNone(await brokenRules(page), "broken rules");
    await takeScreenshot(page, "state-findings");
  });
  await state("the status page names each exception with its cause and what to do", async (page) => {
    await page.locator(".header-nav a", { hasText: "Administration" }).click();
    const { exceptions } = await askServer(page, "/api/exceptions");
    assert.ok(exceptions.length > 0, "the site has no exception");
    await page.waitForSelector(".exception");
    const text = await page.locator(".exceptions").innerText();
    for (const { message, remedy, study_instance_uid: uid } of exceptions) for (const words of [message, remedy, uid ?? ""]) assert.ok(text.includes(words), `lacks ${words}`);
    await page.locator(".exception-places").getByRole("button", { name: "Acknowledge" }).first().click();
    await page.locator(".exception-places").getByText("Acknowledged").first().waitFor();
    const after = (await askServer(page, "/api/exceptions")).exceptions;
    assert.equal(after.filter(({ state }) => state === "acknowledged").length, 1);
    await takeScreenshot(page, "state-exceptions");
    expectNone(await brokenRules(page), "broken rules");
  });
}

async function lookAtArrivals(state, { folder }) {
  await state("an object that arrives becomes a picture without a new load", async (page) => {
    await openStudy(page, "DEMO-1005");
    await page.waitForSelector(".tile-not_here");
    await page.evaluate(() => (window.isStillThere = true));
    const before = await page.locator(".tile-not_here").count();
    await takeScreenshot(page, "state-not-here");
    const taken = await runProgram("import", "--data", join(folder, "site"), join(folder, "late"));
    assert.equal(taken.stored, taken.files);
    await page.waitForFunction((count) => document.querySelectorAll(".tile-not_here").length < count, before);
    assert.equal(await page.evaluate(() => window.isStillThere), true);
  });
  await state("a study without any object here says so in the list and marks all its key images", async (page) => {
    const { studies } = await askServer(page, "/api/studies?hasNotes=true&limit=100&offset=0");
    const { patient_id: id, study_instance_uid: uid } = studies.find((each) => each.objects === 0);
    await search(page, id);
    const row = page.locator(".study-row", { has: page.locator(`a[href="/studies/${uid}"]`) });
    await row.getByText("No images here yet").waitFor();
    await row.click();
    await page.waitForSelector(".tile-not_here");
    assert.equal(await page.locator(".tile-button").count(), 0);
    await takeScreenshot(page, "state-nothing-here");
  });
}

async function lookAtTurns(state) {
  await state("Back brings the list as it was left", async (page) => {
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
}

async function search(page, text) {
  await page.waitForSelector(".study-row");
  await page.fill("input[type=search]", text);
  await page.waitForFunction((value) => new URLSearchParams(location.search).get("search") === value, text);
  await page.waitForSelector("[aria-busy=false] .study-row");
}

/** Opens the latest study of a patient by the list. */
async function openStudy(page, patientId) {
  await search(page, patientId);
  const row = page.locator(".study-row", { hasText: patientId }).first();
  await row.locator(".study-link").click();
  await page.waitForSelector(".note");
}

function refuse(route, status, code, message) {
  return route.fulfill({ status, contentType: "application/json", body: JSON.stringify({ error: { code, message } }) });
}
