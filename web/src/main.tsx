import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
// The plain styles come before those of the pages, which refine them.
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/parts.css";
import "./ui/table.css";
import "./ui/notices.css";
import "./ui/header.css";
import { App } from "./App";
import { startPresence } from "./api/presence";
import { startSession } from "./access/session";
import { startEvents } from "./events/stream";
import { startRouter } from "./ui/router";
import { startTheme } from "./ui/theme";

startTheme();
startRouter();
startPresence();
startSession();
startEvents();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
