import { useTranslation } from "react-i18next";
import { useSession } from "../access/session";
import { listExceptions } from "../api/exceptions";
import type { ServerException } from "../api/exceptions";
import { formatMoment } from "../dicom/dates";
import { Chip } from "../ui/Chip";
import { Failure, Loading } from "../ui/notices";
import { Link } from "../ui/router";
import { studyPath } from "../ui/routes";
import { Uid } from "../ui/Uid";
import { useResource } from "../ui/useResource";
import { plainWords } from "../ui/words";
import { pageOf } from "./causePages";
import { ExceptionActions } from "./ExceptionActions";
import { groupExceptions } from "./exceptionGroups";
import type { ExceptionGroup } from "./exceptionGroups";
import "./words";

const askedAtMost = 200;
const shownAtMost = 5;

/** What waits for a person, with the cause and what to do about it. */
export function ExceptionsPanel({ open }: { open: number }) {
  const { t } = useTranslation("status");
  const [answer, again] = useResource("exceptions", (signal) => listExceptions(askedAtMost, signal), { revision: String(open) });
  return (
    <section className="panel" aria-labelledby="exceptions-heading">
      <h2 id="exceptions-heading">{t("exceptions.title")}</h2>
      {answer.state === "loading" && <Loading what={t("exceptions.loading")} />}
      {answer.state === "failed" && <Failure error={answer.error} onAgain={again} />}
      {answer.state === "ready" && (
        <ul className="exceptions">
          {groupExceptions(answer.value.exceptions).map((group) => (
            <Group key={`${group.cause} ${group.message} ${group.remedy}`} group={group} onDone={again} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface GroupProps {
  group: ExceptionGroup;
  onDone: () => void;
}

function Group({ group: { cause, message, remedy, exceptions }, onDone }: GroupProps) {
  const { t } = useTranslation("status");
  const session = useSession();
  const page = pageOf(cause, session?.permissions ?? []);
  const more = exceptions.length - shownAtMost;
  return (
    <li className="exception">
      <p className="exception-message" dir="auto">
        <Chip tone="warning">{t(`exceptions.causes.${cause}`, { defaultValue: plainWords(cause) })}</Chip> <span lang="en">{message}</span>
      </p>
      {exceptions.length > 1 && <ExceptionActions exceptions={exceptions} onDone={onDone} />}
      {remedy !== "" && (
        <p dir="auto">
          <span className="muted">{t("exceptions.remedy")}</span> <span lang="en">{remedy}</span>
          {page !== null && (
            <>
              {" "}
              <Link to={page.path}>{t(`exceptions.pages.${page.name}`)}</Link>
            </>
          )}
        </p>
      )}
      <ul className="exception-places">
        {exceptions.slice(0, shownAtMost).map((exception) => (
          <Place key={exception.id} exception={exception} onDone={onDone} />
        ))}
      </ul>
      {more > 0 && <p className="muted">{t("exceptions.more", { count: more })}</p>}
    </li>
  );
}

interface PlaceProps {
  exception: ServerException;
  onDone: () => void;
}

function Place({ exception, onDone }: PlaceProps) {
  const { t } = useTranslation("status");
  const { job, study_instance_uid: study, sop_instance_uid: object, raised_at: raised, state } = exception;
  return (
    <li>
      <time className="muted" dateTime={raised}>
        {formatMoment(raised)}
      </time>
      {job !== null && <span>{t("exceptions.job", { job })}</span>}
      {study !== null && (
        <Link to={studyPath(study)}>
          {t("exceptions.study")} <Uid value={study} />
        </Link>
      )}
      {object !== null && (
        <span>
          {t("exceptions.object")} <Uid value={object} />
        </span>
      )}
      {state === "acknowledged" && <Chip>{t("exceptions.acknowledged")}</Chip>}
      <ExceptionActions exceptions={[exception]} onDone={onDone} />
    </li>
  );
}
