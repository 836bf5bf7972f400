"""Talks with clients and vendors through the year, and how each stands."""

from datetime import timedelta

from nadi.clients.models import Client, Talk, Vendor
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow

STANDING = {
    "Harbor Dental": "Warm. Dr. Falk asks us before she buys anything.",
    "Oak & Iron": "Good; Tom wants shorter invoices.",
    "Dr. Patel": "Good. She calls Ruth, never the help desk.",
    "Lakeview School": "Busy, friendly; Karin decides in spring.",
    "Northgate Legal": "Trusting since the VPN was mended; they notice silence.",
    "Bluebird Bakery": "Warm, at four in the morning.",
    "Cedar Accounting": "Correct. A missed date in October is forgiven, not forgotten.",
    "Delta Freight": "Good with the day, unknown to the night.",
    "Elm Street Clinic": "Good.",
    "Fjord Architects": "Very good; they send us others.",
    "Grove Insurance": "Cool since the auditors' visit. Somebody should go there.",
    "Hill Museum": "Warm.",
    "Ivory Print": "They leave as friends.",
}
EVERY = 63


def tell(story: Story) -> None:
    """Back from the newest talk, which the clients' own story tells."""
    talks = []
    for subject in (*Client.objects.served().others(), *Vendor.objects.all()):
        if subject.last_talk_on is None:
            continue
        whom = {"client": subject} if isinstance(subject, Client) else {"vendor": subject}
        for n in range(1, 5):
            held = subject.last_talk_on - timedelta(days=EVERY * n + n % 3)
            if held > story.day(365).date():
                talks.append(Talk(**whom, held_on=held, by=subject.owner))
    Talk.objects.bulk_create(talks)
    told = list(Client.objects.filter(name__in=STANDING))
    for client in told:
        client.standing = STANDING[client.name]
    Client.objects.bulk_update(told, ["standing"])
    for client in told:
        newest = Talk.objects.filter(client=client).order_by("-held_on")[:1]
        Talk.objects.filter(pk__in=newest.values("pk")).update(
            standing=client.standing, by=client.owner
        )
    AuditRow.objects.bulk_create(
        audit.told("clients.note_talk", one.owner, at, str(one))
        for one in told
        if one.owner is not None and one.last_talk_on is not None
        for at in [story.day((story.now.date() - one.last_talk_on).days, 10)]
    )
