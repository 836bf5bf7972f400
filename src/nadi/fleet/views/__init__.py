"""The pages of machines: the list and its queue, one machine, its figures, and enrolment."""
