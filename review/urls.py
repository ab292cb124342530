"""Addresses of the review desk."""

from django.urls import path

from .views import decide, desk, history

app_name = "review"

urlpatterns = [
    path("", desk.queue, name="queue"),
    path("history/", history.history_page, name="history"),
    path("undo/<uuid:decision_id>/", decide.undo, name="undo"),
    path("unskip/<uuid:candidate_id>/", decide.unskip, name="unskip"),
    path("<uuid:candidate_id>/", desk.pair_page, name="pair"),
    path("<uuid:candidate_id>/lease/", desk.heartbeat, name="lease"),
    path("<uuid:candidate_id>/<slug:verb>/", decide.decide, name="decide"),
]
