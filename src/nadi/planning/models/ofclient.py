"""Rows that belong to a client, or to our own firm where the client is left out."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import Q

from nadi.accounts.models import Person
from nadi.clients.models import Client

Row = TypeVar("Row", bound=models.Model)


class OfClientQuerySet(models.QuerySet[Row]):
    """Beginning with who is looking: staff see their clients' rows and the firm's own."""

    def visible_to(self, who: Person) -> OfClientQuerySet[Row]:
        if not who.is_active or not who.is_staff_member:
            return self.none()
        seen = Client.objects.visible_to(who).values("pk")
        return self.filter(Q(client__isnull=True) | Q(client__in=seen))
