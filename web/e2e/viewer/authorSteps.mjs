// Who writes a note: the account that has signed in, and nobody whose role does not.
import assert from "node:assert/strict";
import { askServer, openWindow, sizes, takeScreenshot } from "../browser.mjs";
import { brokenRules } from "../accessibility.mjs";
import { expectNone } from "../report.mjs";
import { waitForPicture } from "./look.mjs";

const words = "Begun by Petra";

export async function lookAtAuthors({ browser, report, demonstration }) {
  const origin = new URL(demonstration.url).origin;
  for (const size of sizes) {
    const { page, close } = await openWindow(browser, size);
    const step = (name, look) => report.step(`${size.name}, authors: ${name}`, look);
    const panel = page.locator(".notes-panel");
    const signIn = async (account) => {
      await page.goto(`${origin}/sign-in`);
      await page.getByLabel("Account", { exact: true }).fill(account);
      await page.getByLabel("Password").fill(demonstration.passwords.get(account));
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.locator(".who").waitFor();
    };
    const signOut = async () => {
      await page.goto(origin);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("You have signed out").waitFor();
    };
    let viewer = "";
    const open = async () => {
      await page.goto(viewer);
      await waitForPicture(page);
    };
    await step("a reader sees the notes, is offered no change, and is told why a star does nothing", async () => {
      await signIn("rita");
      const { studies } = await askServer(page, "/api/studies?hasNotes=true&limit=100&offset=0");
      const study = studies.find((each) => each.modalities.includes("CT") && each.objects > 1) ?? studies.find((each) => each.objects > 1);
      viewer = `${origin}/studies/${study.study_instance_uid}/viewer`;
      await open();
      await page.keyboard.press("s");
      await panel.getByText("The role reader reads notes, and does not make them.").waitFor();
      for (const name of ["New note", "Edit", "Withdraw"]) assert.equal(await panel.getByRole("button", { name, exact: true }).count(), 0, `${name} is offered`);
      assert.equal(await panel.locator(".draft").count(), 0);
      await panel.getByRole("button", { name: "Send the study…" }).click();
      await panel.getByText("The role reader sends nothing.").waitFor();
      await takeScreenshot(page, `${size.name}-images-reader`);
      expectNone(await brokenRules(page), "broken rules");
      await signOut();
    });
    await step("who has signed in is the author, and is asked for no name", async () => {
      await signIn("petra");
      await open();
      await page.keyboard.press("s");
      await panel.locator(".draft-image").waitFor();
      await panel.getByLabel("Text").fill(words);
      assert.equal(await panel.getByLabel("Author").count(), 0);
      await panel.locator(".draft-author", { hasText: "Lindner" }).waitFor();
      await takeScreenshot(page, `${size.name}-images-author`);
      expectNone(await brokenRules(page), "broken rules");
    });
    await step("after signing out Back shows nothing, and the next one sees no draft of hers", async () => {
      await signOut();
      await page.goBack();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await page.goto(viewer);
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      assert.equal(await page.locator(".image-area").count(), 0);
      await signIn("olaf");
      await open();
      await page.keyboard.press("n");
      await panel.waitFor();
      assert.equal(await panel.locator(".draft").count(), 0);
      await signOut();
    });
    await step("she finds it again, saves it in her name, and takes it back", async () => {
      await signIn("petra");
      await open();
      assert.equal(await panel.getByLabel("Text").inputValue(), words);
      await panel.getByRole("button", { name: "Save", exact: true }).click();
      await panel.getByText("Saved as version 1").waitFor();
      const session = await askServer(page, "/api/session");
      const { notes } = await askServer(page, `/api/studies/${viewer.split("/")[4]}/notes`);
      assert.equal(notes.find((note) => note.description === words).author, session.display_name);
      const card = panel.locator(".study-note", { hasText: words });
      await card.getByRole("button", { name: "Withdraw" }).click();
      await card.getByRole("button", { name: "Withdraw" }).click();
      await panel.getByText(/The note .* is withdrawn/).waitFor();
    });
    await close();
  }
}
