import { describe, expect, it } from "vitest";
import { readPersonName } from "./personName";

describe("a person name", () => {
  it("shows family and given name in the western order with a comma", () => {
    expect(readPersonName("Adams^John")).toEqual({ primary: "Adams, John", secondary: "" });
  });

  it("keeps prefix, middle names and suffix", () => {
    expect(readPersonName("Adams^John Robert^Quincy^Rev.^B.A. M.Div.").primary).toBe("Adams, Rev. John Robert Quincy, B.A. M.Div.");
  });

  it("shows the ideographic and the phonetic writing beside the alphabetic one", () => {
    expect(readPersonName("Yamada^Tarou=山田^太郎=やまだ^たろう")).toEqual({
      primary: "Yamada, Tarou",
      secondary: "山田 太郎 (やまだ たろう)",
    });
  });

  it("shows a single other writing without brackets", () => {
    expect(readPersonName("Hong^Gildong==홍^길동").secondary).toBe("홍 길동");
    expect(readPersonName("Wang^XiaoDong=王^小东").secondary).toBe("王 小东");
  });

  it("puts the ideographic writing first where there is no alphabetic one", () => {
    expect(readPersonName("=山田^太郎=")).toEqual({ primary: "山田 太郎", secondary: "" });
  });

  it("is empty where nothing but separators was written", () => {
    expect(readPersonName("^^^^==")).toEqual({ primary: "", secondary: "" });
    expect(readPersonName("")).toEqual({ primary: "", secondary: "" });
  });

  it("drops padding and components without text", () => {
    expect(readPersonName("  Müller ^^ ").primary).toBe("Müller");
    expect(readPersonName("^Anna").primary).toBe("Anna");
  });

  it("leaves markup as the text that it is", () => {
    expect(readPersonName("<b>Doe</b>^<script>").primary).toBe("<b>Doe</b>, <script>");
  });

  it("ignores a fourth group, which the standard does not know", () => {
    expect(readPersonName("A^B=C^D=E^F=G^H")).toEqual({ primary: "A, B", secondary: "C D (E F)" });
  });
});
