"""``/api/v1/constituents``."""

from django.urls import path

from .accounts import ConstituentAccounts
from .views import ConstituentDetail, ConstituentLineage, ConstituentList

urlpatterns = [
    path("constituents", ConstituentList.as_view(), name="api-constituents"),
    path("constituents/<uuid:constituent_id>", ConstituentDetail.as_view(), name="api-constituent"),
    path("constituents/<uuid:constituent_id>/lineage", ConstituentLineage.as_view(), name="api-constituent-lineage"),
    path("constituents/<uuid:constituent_id>/accounts", ConstituentAccounts.as_view(), name="api-constituent-accounts"),
]
