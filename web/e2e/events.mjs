// What changes elsewhere is shown where it is looked at, because the server tells of it.
import assert from "node:assert/strict";
import { askServer, openWindow, sizes } from "./browser.mjs";
import { expectNone } from "./report.mjs";

/** Sooner than this page asks by itself, every 20 seconds. */
const told = { timeout: 12_000 };

export async function lookAtEvents({ browser, report, demonstration }) {
  const { page, problems, close } = await openWindow(browser, sizes[0]);
  const streams = [];
  page.on("request", (request) => request.resourceType() === "eventsource" && streams.push(request.url()));
  await report.step("a note that goes and comes back elsewhere does so on an open page", async () => {
    await page.goto(demonstration.url);
    await page.waitForSelector(".study-row");
    const { studies } = await askServer(page, "/api/studies?hasNotes=true&limit=100&offset=0");
    const study = studies.find((one) => one.notes > 0 && one.availability === "ONLINE").study_instance_uid;
    const [{ id }] = (await askServer(page, `/api/studies/${study}/notes`)).notes;
    await page.goto(new URL(`/studies/${study}`, demonstration.url).href);
    const notes = page.locator(".note");
    await notes.first().waitFor();
    const before = await notes.count();
    const elsewhere = await openWindow(browser, sizes[0]);
    await elsewhere.page.goto(demonstration.url);
    await change(elsewhere.page, "DELETE", `/api/notes/${id}`);
    await notes.nth(before - 1).waitFor({ state: "detached", ...told });
    await change(elsewhere.page, "POST", `/api/notes/${id}/undo`);
    await notes.nth(before - 1).waitFor(told);
    await elsewhere.close();
    assert.equal(new Set(streams).size, 1, "one stream");
    expectNone(problems, "problems");
  });
  await close();
}

/** With the ETag of a note that is deleted. */
async function change(page, method, path) {
  const status = await page.evaluate(
    async ([way, address]) => {
      const headers = { "X-Kinote-Request": "1" };
      if (way === "DELETE") headers["If-Match"] = (await fetch(address)).headers.get("ETag");
      return (await fetch(address, { method: way, headers })).status;
    },
    [method, path],
  );
  assert.ok(status === 200 || status === 204, `${method} ${path}: ${status}`);
}
