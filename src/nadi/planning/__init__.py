"""Third Eye: the big picture of each client's network and of our own firm.

A *meeting* looks ahead with one client: their answers, dated, beside the last ones; decisions with
options, of which one is to do nothing; actions on both sides; and the next date, without which it
does not close. A closed meeting is locked with a hash. A meeting without a client is our own
quarterly review: the firm is client zero.
A *replace-by date* says until when a device is inside its policy, and which date decided. What
nobody knows stays visible as unknown.
An *insider signal* is a moment in which a client treated us as part of their own team.
"""
