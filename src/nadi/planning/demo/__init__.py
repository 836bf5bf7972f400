"""A year of looking ahead at Northlight IT: meetings, devices by age, signals, and its own plan.

Third Eye is fair, for reasons one can see: Grove Insurance was not met since spring, Delta Freight
is late with a date made, Elm Street and Ivory Print have no next date, some devices are past their
date or of unknown age, and the firm's own review is a few days overdue.
"""

from nadi.core.demo import Story
from nadi.planning.demo import devices, meetings, ourselves


def tell(story: Story) -> None:
    devices.tell(story)
    meetings.tell(story)
    ourselves.tell(story)
