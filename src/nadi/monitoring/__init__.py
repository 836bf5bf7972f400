"""Solar: wisdom and power. We know before they call.

This center watches what was promised to be watched, tells a person what is worth knowing, once,
and sees trouble coming early enough to plan the work in daylight. It is judicious: every rule has
an owner and a reason, and a rule that never leads to an act is up for deletion.

Words: a *watch* is one condition of one thing; a *rule* says when it raises and clears, who owns it
and why; an *alert* is one trouble from its raise to its end; *answered* means that a person looked;
a *mute* keeps the telling back, never the looking.
"""
