"""Throat: every request is heard, answered and finished, and nobody is left wondering.

A *ticket* is one request, from people, machines or the team. An *entry* is something said in it, to
the client, among us, or by nadi. A *clock* runs towards the moment by which somebody is owed a
word. A *jump* is a ticket taken out of turn, with its reason. *Out of process* means that a ticket
has lost its next step.
"""
