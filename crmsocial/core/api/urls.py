"""``/api/v1/jobs`` and the API's description."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from ..models import Role
from ..roles import STAFF, RolePermission
from .views import JobViewSet

router = SimpleRouter(trailing_slash=False)
router.register("jobs", JobViewSet, basename="job")

READERS = STAFF | {Role.INTEGRATION}


class Schema(SpectacularAPIView):
    """The OpenAPI description."""

    permission_classes = [RolePermission]
    allowed_roles = READERS


class Docs(SpectacularSwaggerSplitView):
    """The description as a page; its script is a file of its own, as the content security policy wants."""

    permission_classes = [RolePermission]
    allowed_roles = READERS


urlpatterns = [
    *router.urls,
    path("schema", Schema.as_view(), name="api-schema"),
    path("docs", Docs.as_view(url_name="api-schema"), name="api-docs"),
]
