// The list of studies: it opens, its figures are the server's, and a search finds one.
import assert from "node:assert/strict";
import { askServer } from "./browser.mjs";

export async function lookAtList({ page, step, pageIsGood }) {
  await step("the list of studies opens, and the token leaves the address", async () => {
    await page.waitForSelector(".study-row");
    assert.ok(!page.url().includes("token"), `the address still holds the token: ${page.url()}`);
  });
  await step("the list counts what the server counts", async () => {
    const { total, studies } = await askServer(page, "/api/studies?hasNotes=true&limit=25&offset=0");
    assert.equal(await page.locator(".study-row").count(), studies.length);
    assert.match(await page.locator(".pager-count").innerText(), new RegExp(`of ${total.toLocaleString("en")} studies`));
  });
  await step("the pages of the list can be turned", async () => {
    const next = page.locator(".pager button", { hasText: "Next" });
    if (await next.isDisabled()) return;
    const first = await page.locator(".study-link").first().getAttribute("href");
    await next.click();
    await page.waitForFunction((href) => document.querySelector(".study-link")?.getAttribute("href") !== href, first);
    await page.goBack();
    await page.waitForFunction((href) => document.querySelector(".study-link")?.getAttribute("href") === href, first);
  });
  await pageIsGood("studies");
}

/** Single attributes, key images and titles as filters; and the other language. */
export async function lookAtFilters({ page, step, pageIsGood }) {
  const address = page.url();
  const rows = () => page.locator(".study-row");
  const settled = () => page.waitForSelector("[aria-busy=false]");
  await step("studies are found by modality and date, and the address keeps it", async () => {
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByLabel("Modality").selectOption("CT");
    await page.getByLabel("From").fill("2025-01-01");
    await page.waitForFunction(() => new URLSearchParams(location.search).get("from") === "2025-01-01");
    await settled();
    await page.reload();
    await rows().first().waitFor();
    const found = await rows().allInnerTexts();
    assert.ok(found.length > 0 && found.every((row) => row.includes("CT")), "another modality is listed");
  });
  await step("studies are found by the title of a note, and say it", async () => {
    await page.getByLabel("Title of a note").selectOption({ label: "For Surgery" });
    await page.waitForFunction(() => [...document.querySelectorAll(".study-row")].every((row) => row.innerText.includes("For Surgery")));
    assert.ok((await rows().count()) > 0);
  });
  await pageIsGood("filters");
  await step("what no study has says so, and the filters are cleared", async () => {
    await page.getByLabel("Patient", { exact: true }).fill("no-such-patient-zzz");
    await page.getByText("No study matches these filters").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await page.locator(".search input").waitFor();
    await rows().first().waitFor();
  });
  await step("the list speaks German, and keeps the language", async () => {
    await page.locator(".language select").selectOption("de");
    await page.getByRole("heading", { name: "Studien mit Notizen" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Studien mit Notizen" }).waitFor();
    await page.locator(".language select").selectOption("en");
  });
  await page.goto(address);
  await rows().first().waitFor();
}

export async function searchAndOpen({ page, step }, { study }, search) {
  const text = search || study.patient_id || study.accession_number || study.description;
  const link = page.locator(`.study-link[href="/studies/${study.study_instance_uid}"]`);
  await step("a search finds the study", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    await page.waitForFunction((value) => new URLSearchParams(location.search).get("search") === value, text);
    await page.waitForSelector("[aria-busy=false] .study-row");
    await link.waitFor();
  });
  await step("a search by day and kind of pictures finds it too", async () => {
    const day = study.study_date.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
    const kind = study.modalities.find((modality) => /^(CR|CT|DX|MG|MR|NM|PT|US|XA)$/.test(modality)) ?? "";
    await page.fill("input[type=search]", `${kind.toLowerCase()} ${day}`.trim());
    await page.waitForFunction((value) => new URLSearchParams(location.search).get("search")?.endsWith(value), day);
    await page.waitForSelector("[aria-busy=false] .study-row");
    await link.waitFor();
  });
  await step("a search for what nobody has says so, and what can be done", async () => {
    await page.fill("input[type=search]", "no-such-patient-zzz");
    await page.getByText("No study with notes was found").waitFor();
    await page.getByRole("button", { name: "Look among all studies" }).click();
    await page.getByText("No study was found").waitFor();
    await page.goto(new URL("/", page.url()).href);
    await page.waitForSelector(".study-row");
    await page.fill("input[type=search]", text);
    await link.waitFor();
  });
  await step("the study opens by keyboard", async () => {
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".note");
    assert.equal(new URL(page.url()).pathname, `/studies/${study.study_instance_uid}`);
  });
}
