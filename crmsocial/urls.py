"""Addresses: each app brings its own ``urls.py`` (pages) and ``api/urls.py`` (under ``/api/v1/``)."""

from __future__ import annotations

from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from crmsocial.core.views.health import HealthView

# Where an app's pages live; the first one that matches wins.
PAGES = {
    "crmsocial.core": "",
    "crmsocial.lookup": "",
    "crmsocial.intake": "intake/",
    "matching": "runs/",
    "review": "review/",
    "privacy": "privacy/",
}

handler500 = "crmsocial.core.views.errors.server_error"

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def _exists(module: str) -> bool:
    parent = module.rpartition(".")[0]
    return find_spec(parent) is not None and find_spec(module) is not None


def _included(module: str, prefix: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if _exists(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", HealthView.as_view(), name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
urlpatterns += _included("privacy.public_urls", "")
for app, where in PAGES.items():
    urlpatterns += _included(f"{app}.urls", where)
    urlpatterns += _included(f"{app}.api.urls", "api/v1/")
