"""Solar: seeing it coming, instead of waiting for pain.

A *rule* says what should not be, who owns it and why. An *alert* is one thing that is wrong on one
device or site, from when it began until it was over. *Answered* means that a person looked.
"""
