import { useTranslation } from "react-i18next";
import { listDeliveries } from "../../api/deliveries";
import type { Delivery } from "../../api/deliveries";
import { useResource } from "../../ui/useResource";

const keyObjectSelection = "1.2.840.10008.5.1.4.1.1.88.59";

interface Destination {
  name: string;
  there: number;
  stale: number;
  refused: number;
}

/** Where the documents of the study's notes are. The ledger knows documents, not notes: it is told for all notes together. */
export function WayOutside({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("notes");
  const [deliveries] = useResource<Delivery[]>(`deliveries/${studyInstanceUid}`, (signal) => listDeliveries(studyInstanceUid, signal));
  if (deliveries.state !== "ready") return null;
  const destinations = destinationsOf(deliveries.value);
  return (
    <section className="way-outside" aria-label={t("way.title")}>
      <h3>{t("way.title")}</h3>
      {destinations.length === 0 && <p className="muted">{t("way.none")}</p>}
      {destinations.map(({ name, there, stale, refused }) => (
        <p key={name}>
          {[
            t("way.delivered", { destination: name, count: there }),
            stale > 0 ? t("way.stale", { count: stale }) : "",
            refused > 0 ? t("way.refused", { count: refused }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      ))}
    </section>
  );
}

export function destinationsOf(deliveries: readonly Delivery[]): Destination[] {
  const found = new Map<string, Destination>();
  for (const { destination, sop_class_uid, state } of deliveries) {
    if (sop_class_uid !== keyObjectSelection) continue;
    const counted = found.get(destination) ?? { name: destination, there: 0, stale: 0, refused: 0 };
    if (state === "delivered" || state === "committed") counted.there += 1;
    if (state === "superseded") counted.stale += 1;
    if (state === "refused") counted.refused += 1;
    found.set(destination, counted);
  }
  return [...found.values()];
}
