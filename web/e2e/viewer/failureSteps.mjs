import assert from "node:assert/strict";
import { brokenRules } from "../accessibility.mjs";
import { takeScreenshot } from "../browser.mjs";
import { expectNone } from "../report.mjs";
import { openSeries, waitForPicture } from "./look.mjs";

export async function lookAtFailures({ page, step, size }) {
  const message = page.locator(".pane-message");
  await step("an image that cannot be decoded says so, offers the server's picture, and the others go on", async () => {
    await openSeries(page, "Broken");
    await message.getByText("This browser cannot decode the image").waitFor();
    await takeScreenshot(page, `${size.name}-images-broken`);
    expectNone(await brokenRules(page), "broken rules");
    await message.getByRole("button", { name: "Show the server's picture" }).click();
    await message.getByText("The server cannot make a picture of it either").waitFor();
    await openSeries(page, "JPEG-LS");
    await waitForPicture(page, "Image 1 of 3");
    assert.equal(await message.count(), 0);
  });
  await step("a server that goes away is told of, and asked again by itself until it is back", async () => {
    await page.reload(); // what was loaded is forgotten
    await waitForPicture(page);
    await page.route("**/frames/**", (route) => route.abort());
    await openSeries(page, "RLE");
    await message.getByText("The server does not answer").waitFor();
    await page.unroute("**/frames/**");
    await waitForPicture(page, "Image 1 of 3");
  });
  for (const [status, code, words, own] of [
    [404, "not_found", "no such object is here", "This image is not here"],
    [503, "nearline", "The object is being fetched from its archive.", "In the archive"],
  ]) {
    await step(`an image that is answered with ${status} says so in words, and there is a way on`, async () => {
      await page.reload();
      await waitForPicture(page);
      const refuse = (route) => route.fulfill({ status, contentType: "application/json", headers: { "Retry-After": "2" }, body: JSON.stringify({ error: { code, message: words } }) });
      await page.route("**/frames/**", refuse);
      await openSeries(page, "RLE");
      await message.getByText(own).first().waitFor();
      if (status === 404) await message.getByText(words).waitFor();
      await page.unroute("**/frames/**");
      if (status === 404) await message.getByRole("button", { name: "Try again" }).click();
      await waitForPicture(page, "Image 1 of 3");
    });
  }
  await step("a study without a picture and one that nobody knows say so", async () => {
    await page.goto(page.url().replace(/studies\/[^/]+/, "studies/1.2.3"));
    await page.getByText("Not found").waitFor();
  });
}
