"""Solar: wisdom and power. We know before they call.

This center watches what was promised to be watched, tells a person what is worth knowing, once,
and sees trouble coming early enough to plan the work in daylight. It is judicious: every rule has
an owner and a reason, and a rule that never leads to an act is up for deletion.

Words: a *watch* is one condition of one thing; a *rule* says when a watch raises and clears; an
*alert* is one trouble from its raise to its end; to *answer* is that a person looked at it; a *mute*
keeps the telling back, never the looking.
"""
