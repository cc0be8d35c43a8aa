// Counts what was looked at, says it in words, and ends the process with 1 when something failed.
import assert from "node:assert/strict";

export class Report {
  constructor({ strict }) {
    this.strict = strict;
    this.passed = 0;
    this.failed = 0;
  }

  /** Runs one look at the page; what it throws is a failure with the words of the error. */
  async step(name, look) {
    try {
      await look();
      this.passed += 1;
      console.log(`ok      ${name}`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED  ${name}\n${wordsOf(error)}`);
    }
  }

  /** Says what could not be looked at because the server holds nothing of the kind; a failure when all is expected. */
  notThere(name, why) {
    if (this.strict) {
      this.failed += 1;
      console.log(`FAILED  ${name}: ${why}`);
    } else {
      console.log(`absent  ${name}: ${why}`);
    }
  }

  /** @returns {number} the exit code */
  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}

/** The first lines, without the colors that are meant for a terminal. */
function wordsOf(error) {
  const lines = String(error?.message ?? error).replaceAll(/\u001b\[\d+m/g, "").split("\n");
  return lines.slice(0, 12).map((line) => `        ${line}`).join("\n");
}

export function expectNone(lines, what) {
  assert.equal(lines.length, 0, `${what}:\n${lines.join("\n")}`);
}
