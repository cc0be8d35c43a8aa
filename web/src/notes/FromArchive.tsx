import { bringBack } from "../api/studies";
import { Icon } from "../ui/Icon";
import { useResource } from "../ui/useResource";

/** Stands over a study that was opened and that only an archive has: has it sent back, and says so until it is here. */
export function FromArchive({ studyInstanceUid }: { studyInstanceUid: string }) {
  const [asked, again] = useResource<{ jobs: number[] }>(`retrieve/${studyInstanceUid}`, (signal) => bringBack(studyInstanceUid, signal));
  if (asked.state === "failed") {
    return (
      <div className="from-archive from-archive-failed" role="alert">
        <Icon name="warning" size={22} />
        <p>The study lies in an archive, which could not be asked for it: {asked.error.message}</p>
        <button type="button" className="button" onClick={again}>
          <Icon name="refresh" size={16} /> Try again
        </button>
      </div>
    );
  }
  if (asked.state === "ready" && asked.value.jobs.length === 0) {
    return (
      <div className="from-archive from-archive-failed" role="alert">
        <Icon name="warning" size={22} />
        <p>Pictures of this study lie in an archive that this system no longer works with. Tell who looks after the system.</p>
      </div>
    );
  }
  return (
    <div className="from-archive" role="status">
      <span className="spinner" aria-hidden="true" />
      <p>This study is being fetched from the archive. Its pictures appear here by themselves; what hinders them stands on the status page.</p>
    </div>
  );
}
