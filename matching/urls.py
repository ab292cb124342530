"""Pages of match runs."""

from django.urls import path

from . import views

app_name = "matching"

urlpatterns = [
    path("", views.runs, name="runs"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/cancel/", views.cancel, name="run-cancel"),
    path("<uuid:run_id>/resume/", views.resume, name="run-resume"),
]
