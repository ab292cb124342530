"""Pages of the core: start, jobs, audit log, style guide."""

from django.urls import path

from .roles import STAFF, roles_required
from .views import audit, home, jobs
from .views.styleguide import styleguide

app_name = "core"

urlpatterns = [
    path("", home.home, name="home"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.job_page, name="job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", jobs.job_retry, name="job-retry"),
    path("audit/", audit.audit_log, name="audit"),
    path("styleguide/", roles_required(*STAFF)(styleguide), name="styleguide"),
]
