"""What people fill in: the shares of the hours they intend."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from nadi.core import centers


class IntentionForm(forms.Form):
    """One share per center, Crown first; together they make 100."""

    def __init__(self, *args: Any, shares: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for center in reversed(centers.centers()):
            self.fields[center.label] = forms.IntegerField(
                label=center.energy,
                help_text=str(center.subtitle),
                min_value=0,
                max_value=100,
                initial=(shares or {}).get(center.label),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and sum(given.values()) != 100:
            raise forms.ValidationError(
                _("Together the shares make %(total)d %%, not 100 %%.")
                % {"total": sum(given.values())}
            )
        return given
