"""Third Eye: the big picture of each client's network and of our own firm.

Reviews, road maps and insider signals come with the round; until then this center says what would
give it evidence.
"""
