import { useState } from "react";
import { useTranslation } from "react-i18next";
import { abandonJob, acknowledgeException, retryJob } from "../api/exceptions";
import type { ServerException } from "../api/exceptions";
import { say } from "../i18n/language";
import { doToEach, wordsOfFailures } from "./bulk";
import "./words";

interface Action {
  name: "acknowledge" | "retry" | "abandon";
  /** Asked once more before it is done. */
  isFinal: boolean;
  takes: (exception: ServerException) => boolean;
  act: (exception: ServerException) => Promise<unknown>;
}

const actions: readonly Action[] = [
  { name: "acknowledge", isFinal: false, takes: ({ state }) => state === "open", act: ({ id }) => acknowledgeException(id) },
  { name: "retry", isFinal: false, takes: ({ job }) => job !== null, act: ({ job }) => retryJob(Number(job)) },
  { name: "abandon", isFinal: true, takes: ({ job }) => job !== null, act: ({ job }) => abandonJob(Number(job)) },
];

interface Props {
  exceptions: readonly ServerException[];
  /** The exceptions may be others now. */
  onDone: () => void;
}

/** What a person does about one exception, or about all of a group. */
export function ExceptionActions({ exceptions, onDone }: Props) {
  const { t } = useTranslation("status");
  const [asked, setAsked] = useState<Action | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");

  const run = async (action: Action) => {
    if (action.isFinal && asked !== action) {
      setAsked(action);
      return;
    }
    setBusy(true);
    setAsked(null);
    const outcome = await doToEach(exceptions.filter(action.takes), action.act);
    setFailure(wordsOfFailures(outcome));
    setBusy(false);
    onDone();
  };

  const possible = actions.filter((action) => exceptions.some(action.takes));
  if (possible.length === 0 && failure === "") return null;
  return (
    <div className="exception-actions">
      {possible.map((action) => (
        <button key={action.name} type="button" className="button" disabled={isBusy} onClick={() => void run(action)}>
          {label(action, exceptions.filter(action.takes).length, asked === action)}
        </button>
      ))}
      {asked !== null && (
        <button type="button" className="button" onClick={() => setAsked(null)}>
          {t("exceptions.leave")}
        </button>
      )}
      {failure !== "" && (
        <p className="exception-failure" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}

function label({ name }: Action, count: number, isAsked: boolean): string {
  if (isAsked) return say(count === 1 ? "status:exceptions.really.one" : "status:exceptions.really.all", { count });
  return say(count === 1 ? `status:exceptions.actions.${name}` : `status:exceptions.all.${name}`, { count });
}
