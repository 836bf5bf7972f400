"""How often random tests try: enough to hold each change, and NADI_TRIES times as often where
somebody has the time. A failure names its seed or its example, so it can be had again.

    NADI_TRIES=20 ./nadi test src/nadi/balance
"""

import os
from typing import Any

import hypothesis
import pytest

TIMES = int(os.environ.get("NADI_TRIES", "1"))


def seeds(count: int) -> pytest.MarkDecorator:
    """The test runs once for each seed, which it asks for by that name."""
    return pytest.mark.parametrize("seed", range(count * TIMES))


def tries(count: int, **more: Any) -> hypothesis.settings:
    """So many examples of a property."""
    return hypothesis.settings(max_examples=count * TIMES, **more)
