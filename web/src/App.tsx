import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { AdminNav } from "./admin/AdminNav";
import { AccountsPage } from "./access/AccountsPage";
import { NeedsPermission } from "./access/NeedsPermission";
import { PasswordPage } from "./access/PasswordPage";
import { SignInAgain } from "./access/SignInAgain";
import { SignInPage } from "./access/SignInPage";
import { ErrorBoundary } from "./ui/ErrorBoundary";
import { Empty, Loading } from "./ui/notices";
import { Link, usePlace, useScrollOfPlace } from "./ui/router";
import { routeOf, signInPath, studiesPath } from "./ui/routes";
import type { Route } from "./ui/routes";
import { Header } from "./Header";
import { NotePage } from "./notes/NotePage";
import { StudyNotesPage } from "./notes/StudyNotesPage";
import { QuarantinePage } from "./quarantine/QuarantinePage";
import { SelectionsPage } from "./selections/SelectionsPage";
import { StatusPage } from "./status/StatusPage";
import { SummaryProvider } from "./status/SummaryProvider";
import { StudiesPage } from "./studies/StudiesPage";
import { TasksPage } from "./tasks/TasksPage";
import "./ui/words";

/** Loaded when a study is opened in it, and not before. */
const ViewerPage = lazy(() => import("./viewer/ViewerPage"));
const AdminPage = lazy(() => import("./admin/AdminPage"));

const ofAdministration: readonly Route["page"][] = ["admin", "tasks", "status", "accounts"];

export function App() {
  const { t } = useTranslation("ui");
  const { path } = usePlace();
  useScrollOfPlace();
  if (path === signInPath) return <SignInPage />;
  const route = routeOf(path);
  if (route.page === "viewer") return <Images key={route.studyInstanceUid} studyInstanceUid={route.studyInstanceUid} />;
  return (
    <SummaryProvider>
      <a className="skip-link" href="#content">
        {t("skip")}
      </a>
      <Header route={route} />
      <main id="content" className="content" tabIndex={-1}>
        {ofAdministration.includes(route.page) && <AdminNav />}
        <ErrorBoundary place={path}>
          <Page route={route} />
        </ErrorBoundary>
      </main>
      <SignInAgain />
    </SummaryProvider>
  );
}

/** The image area takes the whole window. */
function Images({ studyInstanceUid }: { studyInstanceUid: string }) {
  const { t } = useTranslation("ui");
  return (
    <ErrorBoundary place={studyInstanceUid}>
      <Suspense fallback={<Loading what={t("images")} />}>
        <main>
          <ViewerPage studyInstanceUid={studyInstanceUid} />
        </main>
        <SignInAgain />
      </Suspense>
    </ErrorBoundary>
  );
}

function Page({ route }: { route: Exclude<Route, { page: "viewer" }> }) {
  const { t } = useTranslation("ui");
  switch (route.page) {
    case "studies":
      return <StudiesPage />;
    case "study":
      return <StudyNotesPage key={route.studyInstanceUid} studyInstanceUid={route.studyInstanceUid} />;
    case "note":
      return <NotePage key={route.noteId} noteId={route.noteId} />;
    case "quarantine":
      return <QuarantinePage />;
    case "selections":
      return <SelectionsPage />;
    case "tasks":
      return (
        <NeedsPermission permission="run queues">
          <TasksPage />
        </NeedsPermission>
      );
    case "status":
      return (
        <NeedsPermission permission="run queues">
          <StatusPage />
        </NeedsPermission>
      );
    case "password":
      return <PasswordPage />;
    case "accounts":
      return (
        <NeedsPermission permission="administer">
          <AccountsPage />
        </NeedsPermission>
      );
    case "admin":
      return (
        <Suspense fallback={<Loading what={t("page")} />}>
          <AdminPage key={route.place} place={route.place} />
        </Suspense>
      );
    case "unknown":
      return (
        <Empty isPage title={t("unknown.title")}>
          <p>
            <Link to={studiesPath}>{t("unknown.toStudies")}</Link>
          </p>
        </Empty>
      );
  }
}
