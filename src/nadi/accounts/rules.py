"""Who may change whom, as verdicts: None is yes, a sentence is the reason for no."""

OWNER = "owner"
CONTACT = "contact"
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
LEADS = frozenset({OWNER, "service_manager"})


def why_not_role(actor: str | None, old: str | None, new: str, owners: int) -> str | None:
    """May somebody of role `actor` (None: nadi itself) turn `old` (None: nobody yet) into `new`?

    `owners` counts the active owners as things stand.
    """
    if actor is not None and actor not in LEADS:
        return "Only an owner or the service manager changes who works here."
    if actor is not None and actor != OWNER and OWNER in {old, new}:
        return "Only an owner makes or unmakes an owner."
    if old == OWNER and new != OWNER and owners < 2:
        return "Somebody must own the firm. Make another owner first."
    if old is not None and old != new and CONTACT in {old, new}:
        return "A contact of a client does not become staff, nor the reverse. Invite them anew."
    return None


def why_not_leave(actor: str | None, role: str, owners: int, *, oneself: bool) -> str | None:
    """May this person be marked as gone?"""
    if oneself:
        return "Let somebody else do this for you, so that nobody locks themselves out."
    if actor is not None and actor not in LEADS:
        return "Only an owner or the service manager changes who works here."
    if role == OWNER:
        if actor is not None and actor != OWNER:
            return "Only an owner makes or unmakes an owner."
        if owners < 2:
            return "Somebody must own the firm. Make another owner first."
    return None


def why_not_link(actor: str | None, role: str, *, oneself: bool) -> str | None:
    """May this person be given a link that signs in as them? Whoever makes it could use it."""
    if actor is None or oneself:
        return None
    if actor not in LEADS:
        return "Only an owner or the service manager makes sign-in links."
    if role == OWNER and actor != OWNER:
        return "Only an owner makes a sign-in link for an owner."
    return None


def device_in_words(user_agent: str) -> str | None:
    """`Firefox, Windows` for what a browser says of itself; None where it says nothing known."""
    named = [
        next((name for sign, name in signs if sign in user_agent), None)
        for signs in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in named if name) or None
