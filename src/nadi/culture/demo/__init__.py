"""A year of people at Northlight IT: what they stand for, talks, goals, thanks, Mondays, relations,
and two questions a quarter.

Fair, for reasons one can see: Henrik has not talked with Jonas for six weeks, Jonas and Ruth have
no goals for this quarter, Grove Insurance has heard nothing for three months and nobody keeps
Nordprint, and Tomas patches the night desk of Delta Freight when it sleeps.
"""

from nadi.core.demo import Story
from nadi.culture.demo import asking, people, relations, weeks


def tell(story: Story) -> None:
    people.tell(story)
    weeks.tell(story)
    relations.tell(story)
    asking.tell(story)
