"""Throat, the service board: every request becomes a ticket, every ticket has a next word and a next step.

Nobody is left wondering. Mail, calls, machines and colleagues come in through one door; technicians are shown one
ticket at a time, and what was said to the client is the record of the work.

A *ticket* is a request and all that was said and done about it. An *entry* is one thing said: to the client
(public), among ourselves (internal), or by nadi (system). A *clock* is a moment by which somebody is owed a word.
A *jump* is a ticket taken out of turn, with its reason. A ticket *strays* when nobody can say what happens next with it.
"""
