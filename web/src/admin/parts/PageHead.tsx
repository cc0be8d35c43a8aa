import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useHeadingFocus, usePageTitle } from "../../ui/usePageTitle";

/** The heading of a page with a word on what it is for. */
export function PageHead({ place, lead, children }: { place: string; lead: string; children?: ReactNode }) {
  const { t } = useTranslation("admin");
  const title = t(`places.${place}`);
  usePageTitle(title);
  const heading = useHeadingFocus();
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
      <p className="lead">{lead}</p>
    </>
  );
}
