"""A file system of a few megabytes, for who may mount one."""

import os
import subprocess


class SmallDisk:
    def __init__(self, folder, megabytes):
        self.folder = folder
        folder.mkdir()
        self._mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)

    @staticmethod
    def _mount(*words):
        subprocess.run(["mount", *map(str, words)], check=True, timeout=60, stderr=subprocess.PIPE)

    def grow(self, megabytes):
        self._mount("-o", f"remount,size={megabytes}m", self.folder)

    def fill(self):
        """Takes away all that is free, once nobody writes between looking and taking."""
        for _ in range(1000):
            now = os.statvfs(self.folder)
            try:
                return self._mount("-o", f"remount,size={(now.f_blocks - now.f_bfree) * now.f_frsize}", self.folder)
            except subprocess.CalledProcessError:
                continue
        raise AssertionError("more is written all the time")

    def end(self):
        subprocess.run(["umount", "-l", str(self.folder)], check=True, timeout=60)
