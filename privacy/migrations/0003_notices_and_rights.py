"""Published notices never change, the application loses the rights it must not have, and ends of permissions are found fast."""

from django.db import migrations, models

from crmsocial.core.database.rights import TakeRights

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


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_guards")]

    operations = [
        migrations.RunSQL(PUBLISHED_FUNCTION, DROP_PUBLISHED),
        TakeRights("UPDATE, DELETE, TRUNCATE", "privacy_consentevent", "privacy_assessment"),
        TakeRights("DELETE, TRUNCATE", "privacy_notice", "privacy_incident"),
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
