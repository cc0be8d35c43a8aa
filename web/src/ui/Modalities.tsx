import { Chip } from "./Chip";

export function Modalities({ of }: { of: readonly string[] }) {
  return (
    <span className="chips">
      {of.map((modality) => (
        <Chip key={modality}>{modality}</Chip>
      ))}
    </span>
  );
}
