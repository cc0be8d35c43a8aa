"""What the demonstration says on standard output while it sets itself up."""
import sys

_is_terminal = sys.stdout.isatty()
_bar_width = 24


def say(text=""):
    print(text, flush=True)


def step(text):
    say(f"==> {text}")


def detail(text):
    say(f"    {text}")


class Progress:
    """A bar with what is being done; plain lines where nobody watches a terminal."""

    def __init__(self, total):
        self._total = total

    def show(self, done, text):
        if not _is_terminal:
            if done < self._total:
                detail(f"[{done + 1}/{self._total}] {text}")
            return
        filled = _bar_width * done // max(1, self._total)
        print(f"\r\033[K    [{'#' * filled}{'.' * (_bar_width - filled)}] {text}", end="", flush=True)

    def end(self, text):
        if _is_terminal:
            print("\r\033[K", end="")
        detail(text)
