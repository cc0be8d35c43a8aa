import { useTranslation } from "react-i18next";

interface StackSliderProps {
  index: number;
  count: number;
  onGo: (index: number) => void;
}

/** Where in the stack the picture is; can be drawn with the pointer. The keyboard has keys of its own. */
export function StackSlider({ index, count, onGo }: StackSliderProps) {
  const { t } = useTranslation("viewer");
  return (
    <input
      className="stack-slider"
      type="range"
      tabIndex={-1}
      min={1}
      max={count}
      value={index + 1}
      aria-label={t("pane.scroll")}
      aria-valuetext={t("pane.image", { number: index + 1, count })}
      onChange={(event) => onGo(Number(event.target.value) - 1)}
    />
  );
}
