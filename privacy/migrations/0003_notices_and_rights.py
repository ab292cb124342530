"""Published notices never change, the application loses the rights it must not have, and ends of permissions are found fast."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from crmsocial.core.database.logins import login_of

PUBLISHED_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION '% refused: a published notice never changes', TG_OP USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER privacy_notice_no_change BEFORE UPDATE OR DELETE ON privacy_notice
  FOR EACH ROW EXECUTE FUNCTION refuse_published_change();
CREATE TRIGGER privacy_notice_no_truncate BEFORE TRUNCATE ON privacy_notice
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE privacy_notice ENABLE ALWAYS TRIGGER privacy_notice_no_change;
ALTER TABLE privacy_notice ENABLE ALWAYS TRIGGER privacy_notice_no_truncate;
"""
DROP_PUBLISHED = """
DROP TRIGGER privacy_notice_no_truncate ON privacy_notice;
DROP TRIGGER privacy_notice_no_change ON privacy_notice;
DROP FUNCTION refuse_published_change();
"""


def take_rights(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    role = login_of(settings.DATABASE_URL)["USER"]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        current, exists = cursor.fetchone()
        if role == current or not exists:
            return
        name = schema_editor.quote_name(role)
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON privacy_consentevent, privacy_assessment FROM {name}")
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON privacy_notice, privacy_incident FROM {name}")


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_guards")]

    operations = [
        migrations.RunSQL(PUBLISHED_FUNCTION, DROP_PUBLISHED),
        migrations.RunPython(take_rights, migrations.RunPython.noop),
        migrations.AddIndex(
            "permission",
            models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="permission_until"),
        ),
        migrations.AddIndex(
            "lookfor", models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="lookfor_until")
        ),
        migrations.AddIndex("lookfor", models.Index(fields=["platform"], name="lookfor_platform")),
        migrations.AddIndex("consentevent", models.Index(fields=["-recorded_at"], name="consent_recent")),
    ]
