"""What everybody stands on and what knows no business.

Centers, vitals, events, actions, audit, errors, calendars, money, secrets. A *fact* is something
that happened, in the past tense. An *action* is one change with its audit row. A *reading* is a
count of rows that stands for the health of something promised.
"""
