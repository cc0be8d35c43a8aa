import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/Icon";
import { amendQuery } from "../ui/router";

const pauseMilliseconds = 250;

/** Searches while a person types; `/` leads here from anywhere on the page. */
export function SearchBox({ search }: { search: string }) {
  const { t } = useTranslation("studies");
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search);

  // Back and Forward change the search from outside; what is being typed does not come back as a change.
  const [known, setKnown] = useState(search);
  if (known !== search) {
    setKnown(search);
    if (text.trim() !== search) setText(search);
  }

  useEffect(() => {
    if (text.trim() === search) return undefined;
    const timer = window.setTimeout(() => searchFor(text), pauseMilliseconds);
    return () => window.clearTimeout(timer);
  }, [text, search]);

  useEffect(() => {
    const focusBySlash = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.select();
      input.current?.focus();
    };
    document.addEventListener("keydown", focusBySlash);
    return () => document.removeEventListener("keydown", focusBySlash);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setText("");
    if (event.key === "ArrowDown") {
      event.preventDefault();
      document.querySelector<HTMLElement>(".study-link")?.focus();
    }
  };

  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        searchFor(text);
      }}
    >
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        aria-keyshortcuts="/"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function searchFor(text: string): void {
  amendQuery({ search: text.trim(), page: "" });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
