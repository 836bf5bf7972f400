"""Crown: good people, good work, and a firm that does well by doing right.

One-on-ones, goals and thanks come with the round; until then this center says what would give it
evidence.
"""
