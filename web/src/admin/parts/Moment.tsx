import { formatMoment } from "../../dicom/dates";

export function Moment({ at }: { at: string | null }) {
  return at === null ? <span className="muted">–</span> : <time dateTime={at}>{formatMoment(at)}</time>;
}
