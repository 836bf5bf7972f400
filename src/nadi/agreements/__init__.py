"""Root: the words we give, written and spoken, and that they are kept and paid fairly.

An *agreement* is what two parties signed; a *standing promise* in it names a vital, a target and a
window; a *spoken promise* is a sentence with an owner and a due time. A *verdict* is the judgement
of a standing promise against its reading, with the numbers it was made from. A *time entry* is work
as it was done; its *charge decision* says what of it is covered and why.
"""
