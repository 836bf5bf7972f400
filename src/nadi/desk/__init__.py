"""Throat: every request is heard, answered and finished, and nobody is left wondering.

A *ticket* is one request, from people, machines or the team. An *entry* is something said in it,
to the client or among us. A *clock* runs while the next move is ours. *Out of process* means that
a ticket has lost its next step.
"""
