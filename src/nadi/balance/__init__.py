"""Balance reads the seven centers and says where attention belongs.

*State* is how a center is, from evidence. *Attention* is when it was last tended, by which act.
They never mix.

Balance imports no center: it finds the seven, their vitals and their asks through `nadi.core`.
"""
