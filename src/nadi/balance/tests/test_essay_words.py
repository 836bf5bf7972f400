"""What balance keeps speaks of centers and vitals, never of a person."""

from django.apps import apps

from nadi.accounts.models import Person
from nadi.balance.models import Offer, Round
from nadi.core import centers


def test_no_vital_and_no_snapshot_names_a_person() -> None:
    ones_own = {Round, Offer}  # what somebody chose in their own round: no figure is made of it
    for model in set(apps.get_app_config("balance").get_models()) - ones_own:
        for field in model._meta.get_fields():
            assert field.related_model is not Person
            assert "person" not in field.name
    for vital in centers.vitals().values():
        words = {*vital.name.replace(".", "_").split("_"), *map(str, vital.populations)}
        assert not words & {"person", "technician", "employee", "actor"}
