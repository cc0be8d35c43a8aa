// The quarantine, the selections that are no notes, and the status.
import assert from "node:assert/strict";
import { brokenRules } from "./accessibility.mjs";
import { askServer, takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";

export async function lookAtLists({ page, step, pageIsGood, report, size }) {
  const quarantine = await askServer(page, "/api/quarantine?limit=25&offset=0");
  await step("the quarantine page shows each object with its findings and says what this means", async () => {
    await page.locator(".header-nav a", { hasText: "Quarantine" }).click();
    await page.getByText("stored unchanged").waitFor();
    if (quarantine.total === 0) {
      await page.getByText("Nothing is quarantined").waitFor();
      return;
    }
    await page.waitForFunction((count) => document.querySelectorAll(".quarantined").length === count, quarantine.objects.length);
    const cards = await page.locator(".quarantined").allInnerTexts();
    for (const object of quarantine.objects) {
      const card = cards.find((text) => text.includes(object.sop_instance_uid));
      assert.ok(card, `no card names ${object.sop_instance_uid}`);
      for (const finding of object.findings) assert.ok(card.includes(finding.rule) && card.includes(finding.message.trim()), `the card lacks ${finding.rule}: ${finding.message}`);
    }
  });
  if (quarantine.total === 0) report.notThere(`${size.name}: quarantined objects`, "there are none");
  await pageIsGood("quarantine");

  const selections = await askServer(page, "/api/selections?limit=25&offset=0");
  await step("the other selections are listed with their role", async () => {
    await page.locator(".header-nav a", { hasText: "Selections" }).click();
    if (selections.total === 0) {
      await page.getByText("No rejection note and no manifest").waitFor();
      return;
    }
    await page.waitForSelector(".selections");
    assert.equal(await page.locator(".selections tbody tr").count(), selections.selections.length);
  });
  if (selections.total === 0) report.notThere(`${size.name}: selections that are no notes`, "there are none");
  await pageIsGood("selections");
}

export async function lookAtTasks({ page, step, pageIsGood, size }) {
  const row = () => page.locator(".tasks tbody tr", { hasText: "Stray file sweep" });
  await step("the tasks page shows each task with its schedule and its last result", async () => {
    await page.locator(".header-nav a", { hasText: "Administration" }).click();
    await page.locator(".admin-nav a", { hasText: "Tasks" }).click();
    await row().waitFor();
    const { tasks } = await askServer(page, "/api/tasks");
    assert.equal(await page.locator(".tasks tbody tr").count(), tasks.length);
    assert.match(await row().innerText(), /every 1d/);
  });
  await step("a task is paused, resumed and run from the page", async () => {
    await row().getByRole("button", { name: "Pause" }).click();
    await row().getByText("Paused").waitFor();
    await row().getByRole("button", { name: "Resume" }).click();
    await row().getByRole("button", { name: "Pause" }).waitFor();
    const before = (await askServer(page, "/api/tasks/stray_file_sweep")).last_run_at;
    await row().getByRole("button", { name: "Run now" }).click();
    await page.waitForFunction(async (last) => {
      const task = await (await fetch("/api/tasks/stray_file_sweep")).json();
      return task.last_run_at !== last && task.state === "waiting";
    }, before);
  });
  await step("a task gets a schedule after its next runs were shown, and goes back to its default", async () => {
    const open = async () => {
      await row().getByRole("button", { name: "Schedule" }).click();
      return page.getByRole("dialog", { name: /^Schedule of/ });
    };
    const form = await open();
    await form.getByLabel("When it runs").selectOption("daily");
    await form.getByLabel("At", { exact: true }).fill("03:45");
    await form.getByLabel("Mon").check();
    await form.getByLabel("Only within these hours").check();
    await form.getByLabel("From").fill("01:00");
    await form.getByLabel("Until").fill("05:00");
    await page.waitForFunction(() => !document.querySelector(".plan .button-main").disabled);
    await form.getByText("The next runs would be").waitFor();
    assert.equal(await form.locator("li time").count(), 5);
    expectNone(await brokenRules(page), "broken rules");
    await takeScreenshot(page, `${size.name}-task-schedule`);
    const wide = await form.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    assert.ok(wide <= 0, `the schedule is ${wide} pixels wider than its window`);
    await form.getByRole("button", { name: "Save" }).click();
    await row().getByText("45 3 * * 1").waitFor();
    await row().getByText("01:00-05:00").waitFor();
    const again = await open();
    assert.equal(await again.getByLabel("At", { exact: true }).inputValue(), "03:45");
    await again.getByLabel("When it runs").selectOption("default");
    await again.getByLabel("Only within these hours").uncheck();
    await again.getByRole("button", { name: "Save" }).click();
    await row().getByText("every 1d").waitFor();
    assert.equal((await askServer(page, "/api/tasks/stray_file_sweep")).set_by, null);
  });
  await pageIsGood("tasks");
}

export async function lookAtStatus({ page, step, pageIsGood }) {
  await step("the status page shows the queues and the figures", async () => {
    await page.locator(".header-nav a", { hasText: "Administration" }).click();
    await page.waitForSelector(".figures");
    const { queues } = await askServer(page, "/api/summary");
    const text = await page.locator("main").innerText();
    for (const queue of queues) assert.ok(text.includes(queue.name), `the queue ${queue.name} is not shown`);
  });
  await pageIsGood("status");
  await step("Back leads through the pages to the study", async () => {
    for (let pages = 0; pages < 5; pages += 1) await page.goBack();
    await page.waitForSelector(".note");
  });
}
