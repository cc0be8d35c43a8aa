import { describe, expect, it } from "vitest";
import { ageInYears, formatDicomDate, formatMoment } from "./dates";

describe("a DICOM date", () => {
  it("is shown with the year first", () => {
    expect(formatDicomDate("20240305")).toBe("2024-03-05");
  });

  it("is read in the form with dots that ACR-NEMA had", () => {
    expect(formatDicomDate("1998.07.21")).toBe("1998-07-21");
  });

  it("stays empty when there is none, and as it came when it is no date", () => {
    expect(formatDicomDate("")).toBe("");
    expect(formatDicomDate("unknown")).toBe("unknown");
    expect(formatDicomDate("2024")).toBe("2024");
  });
});

describe("an age", () => {
  it("counts whole years", () => {
    expect(ageInYears("19700615", "20240614")).toBe(53);
    expect(ageInYears("19700615", "20240615")).toBe(54);
    expect(ageInYears("20240101", "20241231")).toBe(0);
  });

  it("is unknown where a date is missing, is no date, or lies before birth", () => {
    expect(ageInYears("", "20240615")).toBeNull();
    expect(ageInYears("19700615", "")).toBeNull();
    expect(ageInYears("1970", "20240615")).toBeNull();
    expect(ageInYears("20240615", "19700615")).toBeNull();
  });
});

describe("a moment", () => {
  it("is shown in the time zone of the reader", () => {
    expect(formatMoment("2024-03-05T14:33:20Z", "UTC")).toBe("2024-03-05 14:33");
    expect(formatMoment("2024-03-05T23:30:00Z", "Asia/Tokyo")).toBe("2024-03-06 08:30");
  });

  it("that names no zone is shown as it was written, as far as it goes", () => {
    expect(formatMoment("2024-03-01T12:34:56", "Asia/Tokyo")).toBe("2024-03-01 12:34");
    expect(formatMoment("2024-03-01T12", "Asia/Tokyo")).toBe("2024-03-01 12");
    expect(formatMoment("2024-03-01", "America/New_York")).toBe("2024-03-01");
    expect(formatMoment("2024", "America/New_York")).toBe("2024");
  });

  it("with an offset is a moment too", () => {
    expect(formatMoment("2024-03-05T14:33:20+02:00", "UTC")).toBe("2024-03-05 12:33");
  });

  it("shows midnight as 00:00", () => {
    expect(formatMoment("2024-03-05T00:00:00Z", "UTC")).toBe("2024-03-05 00:00");
  });

  it("is shown as it came when it cannot be read", () => {
    expect(formatMoment("yesterday", "UTC")).toBe("yesterday");
  });
});
