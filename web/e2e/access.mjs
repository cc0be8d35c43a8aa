// Signing in and out, a session that ends, a name that is locked, and what a role does not open.
import assert from "node:assert/strict";
import { join } from "node:path";
import { brokenRules } from "./accessibility.mjs";
import { askServer, openWindow, sizes, takeScreenshot } from "./browser.mjs";
import { expectNone } from "./report.mjs";
import { runProgram } from "./site.mjs";

export async function lookAtAccess({ browser, report, demonstration }) {
  const origin = new URL(demonstration.url).origin;
  const site = join(demonstration.folder, "site");
  for (const size of sizes) {
    const look = async (name, steps) => {
      const { page, close } = await openWindow(browser, size);
      await report.step(`${size.name}: ${name}`, () => steps(page));
      await close();
    };
    await look("a stranger is led to the sign-in, is told what is wrong, and comes to the page that was wanted", async (page) => {
      await page.goto(`${origin}/quarantine`);
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-sign-in`);
      await fill(page, "petra", "wrong words here");
      await page.getByRole("alert").getByText("The name or the password is wrong").waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-sign-in-wrong`);
      await fill(page, "petra", demonstration.passwords.get("petra"));
      await page.waitForURL(`${origin}/quarantine`);
      await page.locator(".who", { hasText: "Lindner" }).waitFor();
      assert.equal((await askServer(page, "/api/session")).account, "petra");
      await page.locator(".header-nav a", { hasText: "Administration" }).click();
      await page.getByRole("heading", { name: "Destinations" }).waitFor();
      assert.deepEqual(await page.locator(".admin-nav a").allInnerTexts(), ["Destinations", "Exports", "Discs", "Comparisons", "Repairs"], "what the role does not open is offered");
      await page.goto(`${origin}/tasks`);
      await page.getByText("Your account does not open this page").waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-not-allowed`);
    });
    await look("signing out ends the session, and Back shows nothing", async (page) => {
      await signIn(page, origin, "rita", demonstration);
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("You have signed out").waitFor();
      await page.goBack();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    });
    await look("a session that ends asks over the page, and what was typed stays", async (page) => {
      await signIn(page, origin, "petra", demonstration);
      await page.waitForSelector(".study-row");
      await page.fill("input[type=search]", "mül");
      await page.waitForFunction(() => new URLSearchParams(location.search).get("search") === "mül");
      await page.evaluate(() => (window.isStillThere = true));
      await page.context().clearCookies();
      await page.getByRole("dialog").getByRole("heading", { name: "Your session has ended" }).waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-session-ended`);
      await page.getByRole("dialog").getByLabel("Password").fill(demonstration.passwords.get("petra"));
      await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      assert.equal(await page.inputValue("input[type=search]"), "mül");
      assert.equal(await page.evaluate(() => window.isStillThere), true, "the page was loaded anew");
    });
    await look("a name is locked after failures, and says until when", async (page) => {
      await page.goto(`${origin}/sign-in`);
      for (let failures = 0; failures < 5; failures += 1) {
        const answered = page.waitForResponse("**/api/sign-in");
        await fill(page, "olaf", "wrong words here");
        await answered;
        await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
      }
      await page.getByRole("alert").getByText("locked until").waitFor();
      await takeScreenshot(page, `${size.name}-locked`);
      await runProgram("account", "enable", "olaf", "--data", site);
      await fill(page, "olaf", demonstration.passwords.get("olaf"));
      await page.waitForSelector(".study-row");
    });
    await look("an administrator makes an account, changes and deletes it; its person changes the password", async (page) => {
      await signIn(page, origin, "ada", demonstration);
      await page.locator(".header-nav a", { hasText: "Administration" }).click();
      await page.locator(".admin-nav a", { hasText: "Accounts" }).click();
      await page.getByRole("heading", { name: "Who may sign in" }).waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-accounts`);
      await page.getByLabel("Account", { exact: true }).fill("new.one");
      await page.getByLabel("Family name").fill("Neumann");
      await page.getByLabel("New password", { exact: true }).fill("seven green lamps");
      await page.getByLabel("The same again").fill("seven green lamps");
      await page.getByRole("button", { name: "Make the account" }).click();
      await page.getByText("new.one can sign in now").waitFor();
      await page.getByLabel("Role of new.one").selectOption("operator");
      await page.getByRole("button", { name: "Disable: new.one" }).click();
      await page.getByRole("button", { name: "Enable: new.one" }).waitFor();
      await page.getByRole("button", { name: "Tokens: new.one" }).click();
      await page.getByLabel("What a new token is for").fill("a viewer");
      await page.getByRole("button", { name: "Make a token" }).click();
      await page.getByText("shown this once").waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-accounts-token`);
      await page.getByRole("button", { name: "Delete: new.one" }).click();
      await page.getByRole("button", { name: "Delete for good: new.one" }).click();
      await page.getByLabel("Role of new.one").waitFor({ state: "detached" });
      await page.goto(`${origin}/password`);
      await page.getByLabel("Present password").fill("wrong words here");
      await page.getByLabel("New password", { exact: true }).fill("eight yellow doors");
      await page.getByLabel("The same again").fill("eight yellow doors");
      await page.getByRole("button", { name: "Change the password" }).click();
      await page.getByRole("alert").getByText("The present password is wrong").waitFor();
      expectNone(await brokenRules(page), "broken rules");
      await takeScreenshot(page, `${size.name}-password`);
    });
  }
}

async function fill(page, account, password) {
  await page.getByLabel("Account", { exact: true }).fill(account);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signIn(page, origin, account, { passwords }) {
  await page.goto(`${origin}/sign-in`);
  await fill(page, account, passwords.get(account));
  await page.locator(".who").waitFor();
}
