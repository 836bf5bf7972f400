"""nadi: the channel through which attention flows between the seven centers of a firm."""
