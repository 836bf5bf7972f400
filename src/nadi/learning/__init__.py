"""Sacral: how things should be done, and that we keep learning to do them better.

A *procedure* is one policy in one document: its steps stand in *versions*, of which a published one
never changes. A *run* does the steps of one version once, for a client or for ourselves; its last
step, which nobody wrote and nobody can take away, asks what should change, and the answer becomes a
*revision request*. A *trial* tries something new until a date on which somebody decides. An *hour
of learning* is time that was worked, with the kind of knowledge it brought; an *intention* says how
much of it a person has agreed. A *lesson* is one paragraph that one of us learned, for all.
"""
