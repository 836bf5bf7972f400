"""The one place that asks which system this is."""

from __future__ import annotations

import sys

if sys.platform.startswith("linux"):
    from nadi_agent import platform_linux as here
else:
    from nadi_agent import platform_other as here  # type: ignore[no-redef]

__all__ = ["here"]
