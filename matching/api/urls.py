"""``/api/v1/candidates``, ``/api/v1/runs`` and ``/api/v1/match``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .match import MatchAnswers, MatchView
from .views import CandidateViewSet, RunViewSet

router = SimpleRouter(trailing_slash=False)
router.register("candidates", CandidateViewSet, basename="candidate")
router.register("runs", RunViewSet, basename="run")

urlpatterns = [
    *router.urls,
    path("match", MatchView.as_view(), name="api-match"),
    path("match/<uuid:question_id>", MatchAnswers.as_view(), name="api-match-answers"),
]
