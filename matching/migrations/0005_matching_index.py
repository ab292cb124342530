"""The index of constituents' records: two tables of keys, of which one is read while the other is built anew."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from matching.index.keys import KEYS_VERSION

# Emptying a table and building its index are an owner's acts; the functions do them to the generation nobody reads.
FUNCTIONS = """
CREATE SEQUENCE matching_index_number AS integer CYCLE;

CREATE FUNCTION matching_index_empty(which integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF which NOT IN (0, 1) OR EXISTS (SELECT 1 FROM matching_indexstate WHERE generation = which) THEN
    RAISE EXCEPTION 'generation % of the index is in use or does not exist', which;
  END IF;
  EXECUTE format('TRUNCATE matching_index_%s', which);
  EXECUTE format('ALTER TABLE matching_index_%s DROP CONSTRAINT IF EXISTS matching_index_%s_pkey', which, which);
END $$;

CREATE FUNCTION matching_index_finish(which integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF which NOT IN (0, 1) OR EXISTS (SELECT 1 FROM matching_indexstate WHERE generation = which) THEN
    RAISE EXCEPTION 'generation % of the index is in use or does not exist', which;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = format('matching_index_%s_pkey', which)) THEN
    EXECUTE format('ALTER TABLE matching_index_%s ADD CONSTRAINT matching_index_%s_pkey PRIMARY KEY (key, number)',
                   which, which);
  END IF;
  EXECUTE format('ANALYZE matching_index_%s', which);
  ANALYZE matching_indexedrecord;
  ANALYZE matching_narrowedkey;
END $$;

CREATE FUNCTION matching_index_analyze() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE matching_indexedrecord;
  ANALYZE matching_narrowedkey;
END $$;
"""
UNDO = """
DROP FUNCTION matching_index_empty(integer);
DROP FUNCTION matching_index_finish(integer);
DROP FUNCTION matching_index_analyze();
DROP SEQUENCE matching_index_number;
"""
# Where nobody is known yet an empty index is a true one; else it has to be built.
STATE = f"""
INSERT INTO matching_indexstate (id, generation, keys_version, parameters)
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM constituents_sourceidentity) THEN NULL ELSE 0 END, '{KEYS_VERSION}', '{{}}'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("constituents", "0002_append_only"),
        ("identity", "0001_initial"),
        ("matching", "0004_models_forget_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.IntegerField()),
                ("generation", models.SmallIntegerField(help_text="-1: a batch's row that is not published yet")),
                ("identity_id", models.UUIDField()),
                ("record_id", models.UUIDField()),
                ("constituent_id", models.UUIDField()),
                ("source_id", models.BigIntegerField()),
                ("third_party", models.BooleanField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "rules",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        help_text="of each key, by the engine's number",
                        size=None,
                    ),
                ),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="what narrows keys that too many share",
                        size=None,
                    ),
                ),
                (
                    "initials",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="the same, for keys that hold no given name",
                        size=None,
                    ),
                ),
                ("indexed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["constituent_id"], name="indexed_constituent")],
                "constraints": [
                    models.UniqueConstraint(fields=("generation", "identity_id"), name="indexed_identity_once"),
                    models.UniqueConstraint(fields=("generation", "number"), name="indexed_number_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexKeyA",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("rule", models.SmallIntegerField()),
                ("third_party", models.BooleanField()),
            ],
            options={"db_table": "matching_index_0"},
        ),
        migrations.CreateModel(
            name="IndexKeyB",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("rule", models.SmallIntegerField()),
                ("third_party", models.BooleanField()),
            ],
            options={"db_table": "matching_index_1"},
        ),
        migrations.CreateModel(
            name="NarrowedKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "generation", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("generation", models.SmallIntegerField()),
                ("key", models.BigIntegerField()),
                (
                    "given_up",
                    models.BooleanField(default=False, help_text="narrowed, and still shared by too many to be stored"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "generation",
                    models.SmallIntegerField(help_text="which is read; empty: none, build one", null=True),
                ),
                ("building", models.SmallIntegerField(help_text="which is being built beside it", null=True)),
                ("building_job", models.UUIDField(null=True)),
                (
                    "keys_version",
                    models.CharField(blank=True, help_text="of the engine's keys that are stored", max_length=40),
                ),
                (
                    "parameters",
                    models.JSONField(default=dict, help_text="by which runs judged when the model was frozen"),
                ),
                ("built_at", models.DateTimeField(null=True)),
                (
                    "model",
                    models.ForeignKey(
                        help_text="the one in use",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matching.modelversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="index_state_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("building__isnull", True),
                            ("generation__isnull", True),
                            models.Q(("building", models.F("generation")), _negated=True),
                            _connector="OR",
                        ),
                        name="index_builds_beside",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
        migrations.RunSQL(STATE, migrations.RunSQL.noop),
    ]
