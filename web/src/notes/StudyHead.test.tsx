// @vitest-environment jsdom
import { createRef } from "react";
import { afterEach, expect, it } from "vitest";
import type { Study } from "../api/studies";
import { draw } from "../ui/testing";
import type { Drawn } from "../ui/testing";
import { StudyHead } from "./StudyHead";

const study = { study_instance_uid: "1.2", patient_id: "P 1&2", patient_name: "Curie^Marie", patient_birth_date: "", patient_sex: "F", study_date: "20240305", accession_number: "", description: "", modalities: ["CT"], objects: 3 } as unknown as Study;

let drawn: Drawn;
afterEach(() => drawn.close());
const show = async (more: Partial<Study>) => (drawn = await draw(<StudyHead study={{ ...study, ...more }} heading={createRef()} />));

it("the patient's ID leads to all studies under it, with notes or without", async () => {
  await show({});
  const link = [...drawn.element.querySelectorAll("a")].find((one) => one.textContent === "P 1&2");
  const { pathname, searchParams } = new URL(link?.getAttribute("href") ?? "", "http://here");
  expect([pathname, searchParams.get("id"), searchParams.get("keyImages")]).toEqual(["/", "P 1&2", "any"]);
});

it("without an ID nothing is led to", async () => {
  await show({ patient_id: "" });
  expect(drawn.element.querySelectorAll("a")).toHaveLength(0);
});
