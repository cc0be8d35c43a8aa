import { Link } from "../../ui/router";
import { studyPath } from "../../ui/routes";
import { Uid } from "../../ui/Uid";

export function StudyLink({ uid }: { uid: string | null }) {
  if (uid === null || uid === "") return <span className="muted">–</span>;
  return (
    <Link to={studyPath(uid)}>
      <Uid value={uid} />
    </Link>
  );
}
