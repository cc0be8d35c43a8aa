import { Component } from "react";
import type { ReactNode } from "react";
import { say } from "../i18n/language";
import "./words";

interface Props {
  /** Another value gives the page a new chance. */
  place: string;
  children: ReactNode;
}

interface State {
  failedAt: string | null;
  message: string;
}

/** Keeps a fault in one page from emptying the window; the head with its links stays. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failedAt: null, message: "" };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failedAt: "", message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failedAt !== null && before.place !== this.props.place) this.setState({ failedAt: null, message: "" });
  }

  override render(): ReactNode {
    if (this.state.failedAt === null) return this.props.children;
    return (
      <div className="notice notice-failure" role="alert">
        <p className="notice-title">{say("ui:boundary.title")}</p>
        <p lang="en">{this.state.message}</p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {say("ui:boundary.again")}
        </button>
      </div>
    );
  }
}
