// How an image looks is kept with the note, as a presentation state that others can read.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenRules } from "../accessibility.mjs";
import { askServer, takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { letter, openSeries, text, waitForPicture } from "./look.mjs";

const description = "Looks as it was shown";
const lesion = [85, 110];
const words = "Here <b>";

export async function lookAtLooks(tools) {
  const { page, step, size, study, viewer } = tools;
  const panel = page.locator(".notes-panel");
  const rows = panel.locator(".draft-image");
  const save = panel.getByRole("button", { name: "Save", exact: true });
  const notes = async () => (await askServer(page, `/api/studies/${study.study}/notes`)).notes;
  const mine = async () => (await notes()).find((note) => note.description === description);
  const states = async () => (await askServer(page, `/api/studies/${study.study}/notes`)).notes.flatMap((note) => note.references.flatMap((reference) => reference.presentation_state_uid ?? []));
  const toPictures = async () => size.name === "phone" && (await panel.getByRole("button", { name: "Close the notes" }).click());
  const before = (await states()).length;

  await page.goto(viewer);
  await waitForPicture(page);
  await step("a star keeps how the image looks, where a person has changed that", async () => {
    await openSeries(page, "Abdomen 3 mm");
    await waitForPicture(page, "Image 1 of 40");
    await page.keyboard.press("PageDown");
    await waitForPicture(page, "Image 11 of 40");
    await page.keyboard.press("2");
    await text(page, "W 1500 C -600");
    if (size.name === "wide") await drawArrow(page);
    await page.keyboard.press("r");
    await page.keyboard.press("h");
    await page.keyboard.press("+");
    await text(page, "Zoom 125 %");
    await page.keyboard.press("s");
    await rows.first().getByText("Kept as it looks: W 1500 C -600").waitFor();
  });
  await step("it is renewed and dropped by image; one that looks as it is stored has nothing to keep", async () => {
    if (size.name === "wide") {
      await page.locator(".pane").first().click(); // the keys are the pictures'
      await page.keyboard.press("3");
      await text(page, "W 1800 C 400");
      await panel.getByRole("button", { name: "Keep how image 1 looks now" }).click();
      await rows.first().getByText("Kept as it looks: W 1800 C 400, with marks").waitFor();
    }
    await panel.getByLabel("Author").fill("Reader, Anna");
    await panel.getByLabel("Text").fill(description);
    await takeScreenshot(page, `${size.name}-images-look`);
    expectNone(await brokenRules(page), "broken rules");
    await toPictures();
    await page.locator(".image-area").focus().catch(() => undefined);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Image 12 of 40");
    await page.keyboard.press("s");
    await rows.nth(1).getByText("Kept as it looks").waitFor();
    await panel.getByRole("button", { name: "Keep image 2 as it is stored" }).click();
    await rows.nth(1).getByText("Kept as it looks").waitFor({ state: "detached" });
    await toPictures();
    await page.keyboard.press("0");
    await page.keyboard.press("ArrowDown");
    await waitForPicture(page, "Image 13 of 40");
    await page.keyboard.press("s");
    await rows.nth(2).waitFor();
    assert.equal(await rows.nth(2).getByText("Kept as it looks").count(), 0);
  });
  await step("where it cannot be stored nothing is saved, nothing is lost, and the person is told", async () => {
    const count = (await notes()).length;
    await page.route(`**/dicom-web/studies/${study.study}`, (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
    await save.click();
    await panel.getByText("How the images look could not be stored").waitFor();
    await panel.getByRole("button", { name: "Save the note without how they look" }).waitFor();
    expectNone(await brokenRules(page), "broken rules");
    assert.equal((await notes()).length, count);
    await page.unroute(`**/dicom-web/studies/${study.study}`);
    await page.reload();
    await panel.locator(".draft").waitFor();
    await rows.first().getByText("Kept as it looks").waitFor();
    await panel.getByRole("button", { name: "Show image 1" }).click();
    await toPictures();
    await text(page, "As kept in the draft");
    await letter(page, "top", "R");
    if (size.name === "wide") await page.locator(".graphics text", { hasText: words }).waitFor();
    else await page.keyboard.press("n");
  });
  await step("saved, the key image looks so whenever the study is opened", async () => {
    await save.click();
    await panel.getByText("Saved as version 1").waitFor();
    const { references } = await mine();
    assert.deepEqual(references.map((each) => each.sop_instance_uid), [10, 11, 12].map((slice) => study.slices[slice]));
    assert.ok(references[0].presentation_state_uid, "no presentation state");
    assert.deepEqual(references.slice(1).map((each) => each.presentation_state_uid), [null, null]);
    await page.reload();
    await waitForPicture(page, "Image 1 of 7");
    await text(page, "Presentation state KEY IMAGE");
    if (size.name === "wide") {
      await text(page, "W 1800 C 400");
      assert.equal(await page.locator(".graphics polyline").count(), 2);
      assert.equal(await page.locator(".graphics text", { hasText: words }).count(), 1);
    }
    await letter(page, "top", "R");
    await letter(page, "left", "A");
    await takeScreenshot(page, `${size.name}-images-kept-look`);
  });
  await step("the object is a presentation state that dciodvfy and pydicom read without a complaint", () => lookAtObject(tools, mine));
  if (size.name === "wide") await step("the document of the note refers to it, at the destination", () => lookAtDocument(tools, mine));
  await step("an edit keeps it, and a withdrawal leaves the object", async () => {
    const { references, id } = await mine();
    await page.keyboard.press("n");
    await panel.locator(".study-note", { hasText: description }).getByRole("button", { name: "Edit" }).click();
    await rows.first().getByText("With its presentation state").waitFor();
    await panel.getByLabel("Author").fill("Other, Olga");
    await save.click();
    await panel.getByText("Saved as version 2").waitFor();
    const edited = await mine();
    assert.equal(edited.references[0].presentation_state_uid, references[0].presentation_state_uid);
    assert.equal((await states()).length, before + 1);
    await page.evaluate((note) => fetch(`/api/notes/${note}`, { method: "DELETE", headers: { "If-Match": '"2"', "X-Kinote-Request": "1" } }), id);
    assert.equal(await mine(), undefined);
    const found = await askServer(page, `/dicom-web/instances?SOPInstanceUID=${references[0].presentation_state_uid}`);
    assert.equal(found?.length, 1);
    await panel.getByRole("button", { name: "Close the notes" }).click();
  });
}

/** From the lesion outwards, while the picture lies as it is stored: the first point is the tip. */
async function drawArrow(page) {
  await page.keyboard.press("m");
  const box = await page.locator(".pane-picture").first().boundingBox();
  const scale = Math.min(box.width, box.height) / 256;
  const [x, y] = [box.x + box.width / 2 + (lesion[0] - 128) * scale, box.y + box.height / 2 + (lesion[1] - 128) * scale];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 30, y - 40, { steps: 4 });
  await page.mouse.move(x + 60, y - 80, { steps: 4 });
  await page.mouse.up();
  const dialog = page.locator(".words-dialog");
  await dialog.getByLabel("Words beside the arrow").fill(words);
  expectNone(await brokenRules(page), "broken rules");
  await dialog.getByRole("button", { name: "Set" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("w");
}

async function lookAtObject({ page, study, size, url }, mine) {
  const { references } = await mine();
  const uid = references[0].presentation_state_uid;
  const [found] = await askServer(page, `/dicom-web/instances?SOPInstanceUID=${uid}`);
  const { origin, searchParams } = new URL(url);
  const address = `${origin}/dicom-web/studies/${study.study}/series/${found["0020000E"].Value[0]}/instances/${uid}`;
  const response = await fetch(address, { headers: { Authorization: `Bearer ${searchParams.get("token")}`, Accept: "application/dicom" } });
  assert.equal(response.status, 200);
  const folder = mkdtempSync(join(tmpdir(), "kinote-look-"));
  const file = join(folder, "state.dcm");
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  try {
    const judged = spawnSync("dciodvfy", [file], { encoding: "utf8" });
    const said = `${judged.stdout}${judged.stderr}`;
    assert.match(said, /GrayscaleSoftcopyPresentationState/);
    assert.doesNotMatch(said, /Error/, said);
    const read = JSON.parse(execFileSync("/usr/bin/python3", [fileURLToPath(new URL("read_state.py", import.meta.url)), file], { encoding: "utf8" }));
    assert.deepEqual(
      { ...read, graphics: undefined, area: undefined },
      {
        patient: ["Viewer^Vera", "VIEW-1", "19610412", "F"],
        study: [study.study, "1", "A2026-0815", "20260315"],
        modality: "PR",
        images: [[study.slices[10], study.series]],
        window: size.name === "wide" ? [400, 1800] : [-600, 1500],
        rescale: [-1024, 1, "HU"],
        shape: "IDENTITY",
        turned: [90, "Y"],
        size_mode: "SCALE TO FIT",
        spacing: [1, 1],
        creator: "Reader^Anna",
        texts: size.name === "wide" ? [words] : [],
        graphics: undefined,
        area: undefined,
      },
    );
    const [column, row] = read.area[0];
    assert.ok(column !== row || read.area[1][0] !== 256, "the zoom is not in the area");
    if (size.name === "wide") {
      const [shaft] = read.graphics; // from its tail to its tip
      assert.equal(shaft.type, "POLYLINE");
      assert.ok(Math.hypot(shaft.data[2] - lesion[0], shaft.data[3] - lesion[1]) < 1.5, `the tip is at ${shaft.data.slice(2)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function lookAtDocument({ page, north, study }, mine) {
  const { id, references } = await mine();
  const panel = page.locator(".notes-panel");
  await page.keyboard.press("n");
  const card = panel.locator(".study-note", { hasText: description });
  await card.getByRole("button", { name: "Send", exact: true }).click();
  await card.getByLabel("Destination").selectOption("NORTH");
  await card.getByLabel("The key images with their notes").check();
  await card.locator(".sending").getByRole("button", { name: "Send", exact: true }).click();
  await card.getByText("All is at NORTH").waitFor();
  await card.getByRole("button", { name: "Close" }).click();
  await panel.getByRole("button", { name: "Close the notes" }).click();
  const { origin, searchParams } = new URL(north);
  const ask = async (path) => (await fetch(`${origin}/dicom-web${path}`, { headers: { Authorization: `Bearer ${searchParams.get("token")}`, Accept: "application/dicom+json" } })).json();
  const uid = references[0].presentation_state_uid;
  assert.equal((await ask(`/instances?SOPInstanceUID=${uid}`)).length, 1, `the state of note ${id} is at the destination`);
  const documents = (await Promise.all((await ask(`/studies/${study.study}/series?Modality=KO`)).map((series) => ask(`/studies/${study.study}/series/${series["0020000E"].Value[0]}/metadata`)))).flat();
  const items = documents.flatMap((document) => document["0040A730"]?.Value ?? []).flatMap((item) => item["00081199"]?.Value ?? []);
  const shown = items.filter((item) => item["00081199"]?.Value?.[0]?.["00081155"].Value[0] === uid);
  assert.deepEqual(shown.map((item) => item["00081155"].Value[0]), [study.slices[10]]);
  const evidence = JSON.stringify(documents.map((document) => document["0040A375"]));
  assert.ok(evidence.includes(uid), "the evidence does not name the state");
}
