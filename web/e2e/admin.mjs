// The pages of administrators, against a destination that is another kinote.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brokenRules } from "./accessibility.mjs";
import { lookAtMigrations } from "./adminMigration.mjs";
import { askServer, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { lookAtChoosing, lookAtDiscs, lookAtMadeDisc, lookAtSheet } from "./discs.mjs";
import { lookAtLedger } from "./ledger.mjs";
import { expectNone } from "./report.mjs";
import { startServer } from "./site.mjs";

export async function lookAtAdministration({ browser, report, demonstration, folder }) {
  const north = await startServer(join(folder, "north"));
  for (const size of sizes) {
    const { page, problems, close } = await openWindow(browser, size);
    const tools = { page, north, name: `NORTH_${size.name}` };
    const look = (name, steps) => report.step(`${size.name}: administration: ${name}`, steps);
    const isGood = async (name) => {
      await page.evaluate(() => window.scrollTo(0, 0));
      await takeScreenshot(page, `${size.name}-admin-${name}`);
      expectNone(await brokenRules(page), "broken rules");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels wider than the window`);
    };
    await page.goto(demonstration.url);
    await page.locator(".header-nav a", { hasText: "Administration" }).click();
    await look("the dashboard joins cache, exceptions and queues", () => lookAtDashboard(tools, isGood));
    await look("a destination is added, answers an echo, and is changed", () => lookAtDestinations(tools, isGood));
    await look("a study is sent, and its export is followed to its end", () => lookAtExports(tools, isGood));
    await look("the page of the study tells what went where", () => lookAtLedger(tools, isGood));
    await look("studies are chosen in the list, and named in the form of the discs", () => lookAtChoosing(tools, isGood));
    await look("a disc is asked for, fetched, and removed", () => lookAtDiscs(tools, isGood));
    await look("the key image sheet opens, and is kept in the study", () => lookAtSheet(tools, size !== sizes[0]));
    if (size === sizes[0]) await lookAtMadeDisc({ browser, report, page, dataFolder: join(demonstration.folder, "site") });
    await look("a comparison is begun, shows what it found, and saves it", () => lookAtComparisons(tools, isGood));
    await look("queues are halted and started, jobs searched and done to in bulk", () => lookAtJobs(tools, isGood));
    await look("Autopilot's rules are made and removed; it says what it would do, and why a study is here", () => lookAtAutopilot(tools, isGood));
    await look("what is marked for deletion is listed and taken back", () => lookAtDeletions(tools, isGood));
    await look("a repair is previewed in the quarantine, done, and taken back", () => lookAtRepairs(tools, isGood));
    await look("the audit tells who did all this", () => lookAtAudit(tools, isGood));
    await look("a retry is set and reset", () => lookAtSettings(tools, isGood));
    await look("rejections and the migration are shown", async () => {
      for (const [place, heading] of [["Rejections", "rejections"], ["Migration", "migration"]]) {
        await open(page, place);
        await page.locator(".panel, .notice").first().waitFor();
        await isGood(heading);
      }
    });
    await look("a migration run is shown with its rows, which are filtered and saved as a file", () => lookAtMigrations(tools, isGood));
    await look("a destination is retired, after it was said what this gives up", () => retire(tools));
    await look("all of it is there in German", () => lookInGerman(tools, isGood));
    await look("no error in the console, no failed request", () => expectNone(problems, "problems"));
    await close();
  }
  await north.stop();
}

async function open(page, place) {
  await page.locator(".admin-nav a", { hasText: place }).first().click();
  await page.getByRole("heading", { level: 1, name: place }).waitFor();
}

async function anyStudy(page) {
  const { studies } = await askServer(page, "/api/studies?limit=100&offset=0");
  return studies.filter((study) => study.objects > 0).sort((one, other) => one.objects - other.objects)[0].study_instance_uid;
}

async function lookAtDashboard({ page }, isGood) {
  await page.waitForSelector(".figures");
  await page.getByText("Full in").waitFor();
  await isGood("dashboard");
}

async function lookAtDestinations({ page, north, name }, isGood) {
  await open(page, "Destinations");
  await page.getByRole("button", { name: "Add a destination" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("AE title", { exact: true }).fill("KINOTE");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(north.dicomPort);
  await isGood("destination-new");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(`${name} is saved.`).waitFor();
  await page.getByRole("button", { name: `Echo: ${name}` }).click();
  await page.getByText(/It answers, in \d+ ms/).waitFor();
  await page.getByRole("button", { name: `Change ${name}` }).click();
  await page.getByLabel("Associations at once").fill("3");
  await page.getByLabel("Takes rejection notes").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(`${name} is saved.`).waitFor();
  const saved = (await askServer(page, "/api/destinations")).destinations.find((one) => one.name === name);
  assert.deepEqual([saved.associations, saved.rejection_notes], [3, true]);
  await isGood("destinations");
}

async function lookAtExports({ page, name }, isGood) {
  await open(page, "Exports");
  await page.getByRole("form").or(page.locator("form")).first().waitFor();
  const form = page.locator("section", { has: page.getByRole("heading", { name: "Send a study" }) });
  await form.getByLabel("Destination", { exact: true }).selectOption(name);
  await form.getByLabel("Study Instance UID").fill(await anyStudy(page));
  await form.getByRole("button", { name: "Send", exact: true }).click();
  await form.getByText("is under way").waitFor();
  await page.locator(".admin-table tbody tr", { hasText: name }).getByText("Done", { exact: true }).waitFor();
  await isGood("exports");
}

async function lookAtComparisons({ page, name }, isGood) {
  await open(page, "Comparisons");
  await page.getByLabel("Destination", { exact: true }).selectOption(name);
  await page.getByRole("button", { name: "Compare" }).click();
  const row = page.locator(".admin-table tbody tr", { hasText: name }).first();
  await row.getByText("Done", { exact: true }).waitFor();
  await row.getByText("no difference").waitFor();
  await row.getByRole("link", { name: /^Show/ }).click();
  await page.getByText("Both sides hold the same.", { exact: true }).waitFor();
  await isGood("comparison");
  await page.getByRole("link", { name: "Close" }).click();
  // A difference: what is asked for is hidden here, and shown there.
  const study = (await askServer(page, "/api/exports?limit=1")).exports[0].study_instance_uid;
  assert.equal(await change(page, "DELETE", `/api/studies/${study}`), 200);
  await page.getByRole("button", { name: "Compare" }).click();
  const second = page.locator(".admin-table tbody tr", { hasText: name }).filter({ hasText: /objects? differ/ }).first(); // "no difference" is the first one
  await second.waitFor();
  await second.getByRole("link", { name: /^Show/ }).click();
  await page.locator(".admin-table td", { hasText: "Hidden here" }).first().waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await saved).path(), "utf8").trim().split("\r\n");
  assert.ok(lines.length > 1 && lines[0].startsWith("study_instance_uid,"), lines[0]);
  await page.getByRole("button", { name: `Mend this study: ${study}` }).first().click();
  await page.getByText("Compares this study once more").waitFor();
  await isGood("differences");
  await page.getByRole("button", { name: "Leave it" }).click();
}

async function lookAtJobs({ page }, isGood) {
  await open(page, "Jobs and queues");
  const queue = (await askServer(page, "/api/queues")).queues[0].name;
  await page.getByRole("button", { name: `Halt: ${queue}` }).click();
  await page.getByText("nothing more begins until the queue is started again").waitFor();
  await page.getByRole("button", { name: "Yes: Halt" }).click();
  await page.getByRole("button", { name: `Start: ${queue}` }).click();
  await page.getByRole("button", { name: `Halt: ${queue}` }).waitFor();
  await page.getByLabel("State").selectOption("done");
  await page.getByRole("search").getByRole("button", { name: "Search" }).click();
  await page.waitForURL("**/admin/jobs?state=done");
  await page.locator(".admin-table tbody tr", { hasText: "Done" }).first().waitFor();
  await page.getByRole("group", { name: "Do to all that match" }).getByRole("button", { name: /^Suspend/ }).click();
  await page.getByText("There is no job to do it to").waitFor();
  await isGood("jobs");
}

async function lookAtAutopilot({ page }, isGood) {
  await open(page, "Autopilot");
  await page.getByText("Red at").waitFor();
  await page.getByRole("button", { name: "Add a rule" }).click();
  await page.getByLabel("Name", { exact: true }).fill("trial");
  await page.getByLabel("What it does").selectOption("delete");
  await page.getByLabel("From", { exact: true }).selectOption("red");
  await page.getByLabel("There is no archive for this source").check();
  await isGood("autopilot-rule");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Change: trial" }).waitFor();
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText(/Nothing would be freed|Freed, in this order/).first().waitFor();
  await page.getByLabel("Study Instance UID").fill(await anyStudy(page));
  await page.getByRole("button", { name: "Ask" }).click();
  await page.getByRole("button", { name: "Free now" }).waitFor();
  await isGood("autopilot");
  await page.getByRole("button", { name: "Remove: trial" }).click();
  await page.getByRole("button", { name: "Yes: Remove" }).click();
  await page.getByText("There are no rules").waitFor();
}

async function lookAtDeletions({ page }, isGood) {
  await open(page, "Deletions");
  await page.getByText("Nothing is overdue").waitFor();
  const undo = page.getByRole("button", { name: /^Take back: Study/ });
  await undo.first().waitFor();
  await isGood("deletions");
  const marked = await undo.count();
  await undo.first().click();
  await page.getByText("It is shown again").waitFor();
  await page.getByRole("button", { name: "Yes: Take back" }).click();
  await undo.nth(marked - 1).waitFor({ state: "detached" });
  assert.equal(await undo.count(), marked - 1);
}

async function lookAtRepairs({ page }, isGood) {
  await page.locator(".header-nav a", { hasText: "Quarantine" }).click();
  await page.waitForSelector(".quarantined");
  const cards = page.locator(".quarantined");
  let repaired = false;
  for (let card = 0; card < (await cards.count()) && !repaired; card += 1) {
    await cards.nth(card).getByRole("button", { name: /^Preview a repair/ }).click();
    const outcome = cards.nth(card).getByText(/Once repaired:|It is not to be repaired/);
    await outcome.waitFor();
    const apply = cards.nth(card).getByRole("button", { name: /^Repair and register/ });
    if ((await apply.count()) === 0) continue;
    await isGood("repair-preview");
    await apply.click();
    await page.getByRole("button", { name: "Yes: Repair and register" }).click();
    repaired = true;
  }
  if (!repaired) await isGood("repair-preview");
  await page.locator(".header-nav a", { hasText: "Administration" }).click();
  await open(page, "Repairs");
  if (!repaired) return;
  await page.getByRole("button", { name: /^Take back/ }).first().click();
  await page.getByLabel("Reason").fill("looked at by the tests");
  await isGood("repairs");
  await page.getByRole("button", { name: "Yes: Take back" }).click();
  await page.getByText("Taken back").first().waitFor();
}

async function lookAtAudit({ page, name }, isGood) {
  await open(page, "Audit");
  await page.getByLabel("What", { exact: true }).fill("destination_set");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL("**action=destination_set");
  await page.locator(".admin-table tbody tr", { hasText: name }).first().waitFor();
  await isGood("audit");
}

async function lookAtSettings({ page }, isGood) {
  await open(page, "Settings");
  await page.getByLabel("Attempts at most").fill("7");
  await page.getByRole("button", { name: "Set a retry" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByText("7 attempts at most").waitFor();
  await page.getByRole("table", { name: "Configuration" }).locator("th code").getByText("http.port", { exact: true }).waitFor();
  await page.getByText("kinote.toml").first().waitFor();
  await isGood("settings");
  await page.getByLabel("Find a key or a word of its description").fill("smtp_password");
  await page.getByText("1 key", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Configuration" }).scrollIntoViewIfNeeded();
  await isGood("configuration");
  await page.getByRole("button", { name: /^Reset/ }).click();
  await page.getByRole("button", { name: "Yes: Reset" }).click();
  await page.getByText("7 attempts at most").waitFor({ state: "detached" });
}

async function retire({ page, name }) {
  await open(page, "Destinations");
  await page.getByRole("button", { name: `Retire: ${name}` }).click();
  await page.getByText(`Nothing goes to ${name} any more`).waitFor();
  await page.getByRole("button", { name: "Yes: Retire" }).click();
  await page.getByRole("button", { name: `Retire: ${name}` }).waitFor({ state: "detached" });
}

async function lookInGerman({ page }, isGood) {
  await page.locator(".language select").selectOption("de");
  for (const [place, name] of [["Ziele", "destinations"], ["Autopilot", "autopilot"], ["Protokoll", "audit"]]) {
    await open(page, place);
    await page.locator(".panel").first().waitFor();
    await isGood(`german-${name}`);
  }
  await page.locator(".language select").selectOption("en");
}

function change(page, method, path) {
  return page.evaluate(async ([how, address]) => (await fetch(address, { method: how, headers: { "X-Kinote-Request": "1" } })).status, [method, path]);
}
