"""Pages of lookup."""

from django.urls import path

from . import export_views, views

app_name = "lookup"
urlpatterns = [
    path("constituents/", views.search, name="search"),
    path("constituents/<uuid:constituent_id>/", views.constituent, name="constituent"),
    path("constituents/<uuid:constituent_id>/timeline/", views.timeline, name="timeline"),
    path("constituents/<uuid:constituent_id>/links/<uuid:link_id>/unlink/", views.unlink, name="unlink"),
    path("constituents/<uuid:constituent_id>/unlinked/<uuid:decision_id>/undo/", views.link_again, name="link_again"),
    path("exports/", export_views.exports_page, name="exports"),
    path("exports/<uuid:export_id>/download/", export_views.export_download, name="export_download"),
    path("exports/<uuid:export_id>/revoke/", export_views.export_revoke, name="export_revoke"),
]
