"""Pages of the core: start, jobs, audit log, staff, style guide."""

from django.urls import path

from .roles import STAFF, roles_required
from .views import audit, home, jobs, staff
from .views.styleguide import styleguide

app_name = "core"

urlpatterns = [
    path("", home.home, name="home"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.job_page, name="job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<uuid:job_id>/retry/", jobs.job_retry, name="job-retry"),
    path("audit/", audit.audit_log, name="audit"),
    path("staff/", staff.staff_list, name="staff"),
    path("staff/<int:user_id>/", staff.staff_member, name="staff-member"),
    path("staff/<int:user_id>/roles/", staff.staff_roles, name="staff-roles"),
    path("staff/<int:user_id>/deactivate/", staff.staff_access, {"act": "deactivate"}, name="staff-deactivate"),
    path("staff/<int:user_id>/reactivate/", staff.staff_access, {"act": "reactivate"}, name="staff-reactivate"),
    path("staff/<int:user_id>/password/", staff.staff_password, name="staff-password"),
    path("staff/<int:user_id>/tokens/", staff.token_make, name="token-make"),
    path("staff/<int:user_id>/tokens/revoke/", staff.token_revoke, name="token-revoke"),
    path("styleguide/", roles_required(*STAFF)(styleguide), name="styleguide"),
]
