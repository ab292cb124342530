"""Pages below ``/intake/``."""

from django.urls import path

from . import views

app_name = "intake"

urlpatterns = [
    path("", views.batch_list, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("<uuid:batch_id>/", views.batch_page, name="batch"),
    path("<uuid:batch_id>/preview/", views.preview, name="preview"),
    path("<uuid:batch_id>/discard/", views.discard, name="discard"),
    path("<uuid:batch_id>/errors.csv", views.error_file, name="errors"),
]
