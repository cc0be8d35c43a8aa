import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { keyOf } from "./commands";
import type { Command } from "./commands";
import { Sign } from "./icons";
import type { SignName } from "./icons";
import { keyImagesKey } from "./stacks";
import type { Layout, ViewerState } from "./state";
import { tools, windowPresets } from "./tools";
import type { PresetName } from "./tools";

interface ToolbarProps {
  state: ViewerState;
  hasKeyImages: boolean;
  isPanelOpen: boolean;
  onLayout: (layout: Layout) => void;
  run: (command: Command) => void;
}

const layouts: readonly Layout[] = [1, 2, 3, 4];

export function Toolbar({ state, hasKeyImages, isPanelOpen, onLayout, run }: ToolbarProps) {
  const { t } = useTranslation("viewer");
  const pane = state.panes[state.active];
  return (
    <div className="toolbar" role="toolbar" aria-label={t("toolbar.name")}>
      <Group>
        {tools.map((tool) => (
          <Tool key={tool} sign={tool} words={`tools.${tool}`} isPressed={state.tool === tool} onUse={() => run({ do: "tool", tool })} />
        ))}
      </Group>
      <Group>
        <label className="toolbar-choice">
          <span className="visually-hidden">{t("toolbar.window")}</span>
          <select value="" onChange={(event) => choosePreset(event.target.value, run)}>
            <option value="" disabled>
              {t("toolbar.window")}
            </option>
            <option value="stored">{t("toolbar.asStored")}</option>
            {windowPresets.map(({ name, center, width }) => (
              <option key={name} value={name}>
                {`${t(`keys.presets.${name}`)} (${width}/${center})`}
              </option>
            ))}
          </select>
        </label>
        <Tool sign="invert" words="invert" onUse={() => run({ do: "invert" })} />
        <Tool sign="rotateLeft" words="rotateLeft" onUse={() => run({ do: "rotate", degrees: -90 })} />
        <Tool sign="rotateRight" words="rotateRight" onUse={() => run({ do: "rotate", degrees: 90 })} />
        <Tool sign="flipHorizontal" words="flipHorizontal" onUse={() => run({ do: "flip", direction: "horizontal" })} />
        <Tool sign="flipVertical" words="flipVertical" onUse={() => run({ do: "flip", direction: "vertical" })} />
        <Tool sign="reset" words="reset" onUse={() => run({ do: "reset" })} />
        <Tool sign="trash" words="clear" onUse={() => run({ do: "clear" })} />
      </Group>
      <Group>
        <Tool sign={pane?.isPlaying ? "pause" : "play"} words="cine" isPressed={pane?.isPlaying ?? false} isDisabled={(pane?.count ?? 0) < 2} onUse={() => run({ do: "cine" })} />
        {layouts.map((layout) => (
          <ToolButton key={layout} sign={`panes${layout}`} label={t("toolbar.layouts", { count: layout })} isPressed={state.layout === layout} onUse={() => onLayout(layout)} />
        ))}
        <Tool sign="texts" words="texts" isPressed={state.texts} onUse={() => run({ do: "texts" })} />
      </Group>
      <Group>
        <Tool sign="star" words="keyImages" isPressed={pane?.stack === keyImagesKey} isDisabled={!hasKeyImages} onUse={() => run({ do: "keyImages" })}>
          {t("keys.keyImages")}
        </Tool>
        <Tool sign="note" words="draft" isPressed={isPanelOpen} onUse={() => run({ do: "draft" })}>
          {t("keys.draft")}
        </Tool>
        <Tool sign="keys" words="help" onUse={() => run({ do: "help" })} />
      </Group>
    </div>
  );
}

function choosePreset(value: string, run: (command: Command) => void): void {
  if (value === "stored") run({ do: "reset" });
  else run({ do: "preset", preset: value as PresetName });
}

function Group({ children }: { children: ReactNode }) {
  return <div className="toolbar-group">{children}</div>;
}

interface ToolProps {
  sign: SignName;
  /** Of the row of the key table that it stands for. */
  words: string;
  isPressed?: boolean;
  isDisabled?: boolean;
  onUse: () => void;
  children?: ReactNode;
}

function Tool({ words, ...rest }: ToolProps) {
  const { t } = useTranslation("viewer");
  return <ToolButton label={t(`keys.${words}`)} hotkey={keyOf(words)} {...rest} />;
}

function ToolButton({ sign, label, hotkey, isPressed, isDisabled, onUse, children }: Omit<ToolProps, "words"> & { label: string; hotkey?: string }) {
  return (
    <button
      type="button"
      className={children === undefined ? "tool" : "tool tool-wide"}
      aria-label={label}
      title={hotkey ? `${label} (${hotkey})` : label}
      aria-pressed={isPressed}
      aria-keyshortcuts={hotkey === "?" ? undefined : hotkey}
      disabled={isDisabled}
      onClick={onUse}
    >
      <Sign name={sign} />
      {children !== undefined && <span className="tool-words">{children}</span>}
    </button>
  );
}
