"""Static files: found once, named by their content, served by the front.

One digest over every static file stands in their address, so a browser may keep them for ever and
asks anew after any change. The names inside style sheets stay relative and need no rewriting.
Imports nothing of Django: the settings use it.
"""

import gzip
import mimetypes
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

DIGITS = 12
SQUEEZED = frozenset({".css", ".js", ".svg", ".json", ".txt", ".html", ".webmanifest"})
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Shelf:
    """The static files below some folders, by the path after `/static/<digest>/`."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.files: dict[str, Path] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    self.files.setdefault(path.relative_to(folder).as_posix(), path)
        self.digest = self._digest()
        self._squeezed: dict[str, bytes] = {}

    def _digest(self) -> str:
        whole = sha256()
        for name, path in sorted(self.files.items()):
            whole.update(f"{name}\0".encode() + sha256(path.read_bytes()).digest())
        return whole.hexdigest()[:DIGITS]

    def kind(self, name: str) -> str:
        found = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return f"{found}; charset=utf-8" if found.startswith("text/") else found

    def squeezed(self, name: str) -> bytes | None:
        """The file gzipped, where that helps; made once."""
        path = self.files[name]
        if path.suffix not in SQUEEZED:
            return None
        if name not in self._squeezed:
            self._squeezed[name] = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
        return self._squeezed[name]


def shelf_of(package: Path) -> Shelf:
    """Everything in `static/` of the package itself and of each package inside it."""
    inside = sorted(package.glob("*/static"))
    return Shelf(folder for folder in (package / "static", *inside) if folder.is_dir())
