"""The evidence of the crown: five vitals, the one thing it asks for, and what came since."""

from nadi.culture.vitals.asking import asks
from nadi.culture.vitals.evidence import VITALS
from nadi.culture.vitals.telling import since

__all__ = ["VITALS", "asks", "since"]
