// @vitest-environment jsdom
import { act } from "react";
import { afterEach, expect, it } from "vitest";
import type { FoundStudy } from "../api/studySearch";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { mostChosen, setChosen, turnStudies } from "./chosen";
import { ChosenBar } from "./ChosenBar";

const uids = Array.from({ length: mostChosen + 1 }, (_, number) => `2.25.${number}`);
const page = uids.slice(mostChosen - 1).map((uid) => ({ study_instance_uid: uid }) as FoundStudy);
let drawn: Drawn;
const said = () => drawn.element.querySelector("[role=status]")?.textContent ?? "";
const turn = (which: readonly string[], isChosen: boolean) => act(async () => turnStudies(which, isChosen));

afterEach(async () => {
  await drawn.close();
  setChosen(new Set());
});

it("what finds no room is told of, and why", async () => {
  drawn = await draw(<ChosenBar page={page} />);
  await turn(uids.slice(0, mostChosen - 1), true);
  expect(said()).toBe("99 studies chosen");
  await act(async () => drawn.element.querySelector("input")?.click()); // two more, and room for one
  expect(said()).toContain("100 studies chosen");
  expect(said()).toContain("One was not added: no more than 100 go at once.");
  await turn(uids.slice(0, 3), false);
  expect(said()).toBe("97 studies chosen");
  await turn(uids.slice(0, 3), true);
  expect(said()).toContain("More than 100 do not go at once.");
});
