"""Pages of lookup."""

from django.urls import path

from . import views

app_name = "lookup"
urlpatterns = [
    path("constituents/", views.search, name="search"),
    path("constituents/<uuid:constituent_id>/", views.constituent, name="constituent"),
    path("constituents/<uuid:constituent_id>/timeline/", views.timeline, name="timeline"),
    path("constituents/<uuid:constituent_id>/links/<uuid:link_id>/unlink/", views.unlink, name="unlink"),
    path("constituents/<uuid:constituent_id>/unlinked/<uuid:decision_id>/undo/", views.link_again, name="link_again"),
]
