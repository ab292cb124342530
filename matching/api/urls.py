"""``/api/v1/candidates`` and ``/api/v1/runs``."""

from rest_framework.routers import SimpleRouter

from .views import CandidateViewSet, RunViewSet

router = SimpleRouter(trailing_slash=False)
router.register("candidates", CandidateViewSet, basename="candidate")
router.register("runs", RunViewSet, basename="run")

urlpatterns = router.urls
