// What the steps of the image area look at.
import assert from "node:assert/strict";

/** Waits until a pane shows a picture, by the name of its pane where one is given. */
export async function waitForPicture(page, name = "") {
  await page.waitForFunction((wanted) => {
    const panes = [...document.querySelectorAll(".pane")].filter((pane) => pane.getAttribute("aria-label").includes(wanted));
    return panes.some((pane) => {
      const { shown, drawn } = pane.querySelector(".pane-picture").dataset;
      return shown !== undefined && shown === drawn;
    });
  }, name);
}

export async function openSeries(page, name) {
  await page.locator(".series", { hasText: name }).first().click();
}

/** Mean brightness, 0 to 255, of the middle of the first pane, as the screen has it. @param part of its smaller side */
export async function brightness(page, part = 0.5) {
  return page.evaluate((share) => {
    const canvas = document.querySelector(".pane-picture canvas");
    const copy = document.createElement("canvas");
    copy.width = copy.height = 64;
    const context = copy.getContext("2d");
    const side = Math.min(canvas.width, canvas.height) * share;
    context.drawImage(canvas, canvas.width / 2 - side / 2, canvas.height / 2 - side / 2, side, side, 0, 0, 64, 64);
    const { data } = context.getImageData(0, 0, 64, 64);
    let sum = 0;
    for (let index = 0; index < data.length; index += 4) sum += data[index];
    return sum / (data.length / 4);
  }, part);
}

/** The same of the picture that the server makes of what is shown. Of square images: theirs and the pane's middle are one place. */
export async function serverBrightness(page, part = 0.5) {
  return page.evaluate(async (share) => {
    const [uid, frame] = document.querySelector(".pane-picture").dataset.shown.split("/");
    const image = new Image();
    image.src = `/api/instances/${uid}/rendered?frame=${frame}&format=png`;
    await image.decode();
    const copy = document.createElement("canvas");
    copy.width = copy.height = 64;
    const context = copy.getContext("2d");
    const side = Math.min(image.width, image.height) * share;
    context.drawImage(image, image.width / 2 - side / 2, image.height / 2 - side / 2, side, side, 0, 0, 64, 64);
    const { data } = context.getImageData(0, 0, 64, 64);
    let sum = 0;
    for (let index = 0; index < data.length; index += 4) sum += data[index];
    return sum / (data.length / 4);
  }, part);
}

/** Waits until the brightness is as it should be: what is drawn comes a frame after what is said. */
export async function waitForBrightness(page, isRight, what, part = 0.5) {
  const end = Date.now() + 10_000;
  let last = 0;
  while (Date.now() < end) {
    last = await brightness(page, part);
    if (isRight(last)) return last;
    await page.waitForTimeout(50);
  }
  return assert.fail(`${what}: the brightness is ${last}`);
}

/** The letter at an edge of the first pane. */
export const letter = (page, edge, value) => page.locator(`.pane-letter-${edge}`, { hasText: new RegExp(`^${value}$`) }).first().waitFor();

export const text = (page, words) => page.locator(".pane-texts", { hasText: words }).first().waitFor();
