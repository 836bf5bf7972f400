"""A small set of procedures to begin with, in nadi's own words. A firm adopts them one by one, and
from then on they are its own: it revises them, and nadi never touches them again.
"""

from nadi.learning.starters.machines import MACHINES
from nadi.learning.starters.ourselves import OURSELVES
from nadi.learning.starters.people import PEOPLE
from nadi.learning.starters.shape import Starter

STARTERS: dict[str, Starter] = {each.slug: each for each in (*OURSELVES, *MACHINES, *PEOPLE)}

__all__ = ["STARTERS", "Starter"]
