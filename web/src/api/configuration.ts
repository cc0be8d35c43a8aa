import { getJson } from "./client";

/** A key of the configuration with the value in force. */
export interface ConfigurationValue {
  /** As `http.port`: port under [http] of the file. */
  key: string;
  /** "(set)" of what opens something. */
  value: string;
  default: string;
  origin: "default" | "file" | "environment" | "command_line";
  /** The file, the variable or the option. */
  place: string | null;
  variable: string;
  description: string;
}

export interface Configuration {
  values: ConfigurationValue[];
  /** That were read; a later one goes before an earlier one. */
  files: string[];
  /** Of the data folder, whether it is there or not. */
  own_file: string | null;
}

export function readConfiguration(signal?: AbortSignal): Promise<Configuration> {
  return getJson("/api/configuration", signal);
}
