"""Every path: each package of the spine brings its own under the place its `apps.py` names."""

from django.urls import URLPattern, URLResolver, include, path

from nadi.config import guide
from nadi.core import centers

urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", guide.styleguide, name="styleguide"),
    path("styleguide/panel/", guide.example_panel, name="styleguide_panel"),
    path("styleguide/series/", guide.example_series, name="styleguide_series"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("allauth.account.urls")),
    *(
        path(part.urls_at.lstrip("/"), include(f"{part.name}.urls"))
        for part in centers.parts()
        if part.urls_at is not None
    ),
]

handler403 = "nadi.config.lost.forbidden"
handler404 = "nadi.config.lost.not_found"
handler500 = "nadi.config.lost.broken"
