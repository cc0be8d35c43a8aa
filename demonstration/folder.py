"""The demonstration's folder: what lies where in it, and whether its set-up was finished by makers like these."""
import hashlib
import json
import shutil
from pathlib import Path


class FolderRefused(Exception):
    """The folder holds what the demonstration did not put there."""


class Folder:
    def __init__(self, path):
        self.path = Path(path).absolute()
        self.imported = self.path / "import"
        self.old_cache = self.path / "old-system" / "cache"
        self.old_database = self.path / "old-system" / "database.sqlite"
        self.mapping = self.path / "old-system" / "mapping.toml"
        self.late = self.path / "late"
        self.site = self.path / "site"
        self.log = self.path / "server.log"
        self._mark = self.path / "demonstration.json"

    def is_complete(self):
        return self._read_mark() == {"state": "complete", "makers": _digest_of_makers()}

    def clear(self):
        """Empties a folder that an earlier set-up left, or makes one.

        @raise FolderRefused: it is neither empty nor the demonstration's.
        """
        if self.path.exists() and any(self.path.iterdir()) and self._read_mark() is None:
            raise FolderRefused(f"{self.path} is not empty and no demonstration lies in it: name another one in KINOTE_DEMONSTRATION")
        self.path.mkdir(parents=True, exist_ok=True)
        self._write_mark("incomplete")
        for part in (self.imported, self.old_cache.parent, self.late, self.site):
            shutil.rmtree(part, ignore_errors=True)
        for part in (self.imported, self.old_cache, self.late, self.site):
            part.mkdir(parents=True)

    def set_complete(self):
        self._write_mark("complete")

    def _read_mark(self):
        try:
            return json.loads(self._mark.read_text())
        except (OSError, ValueError):
            return None

    def _write_mark(self, state):
        self._mark.write_text(json.dumps({"state": state, "makers": _digest_of_makers()}))


def _digest_of_makers():
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
