"""Search in one call: equal terms, beginnings, and misspelt names by trigrams.

Only leakproof operators may use an index under row-level security, and neither trigrams nor beginnings are. The function
runs as the tables' owner, so it repeats the permission check itself: a term from a persona is found under a purpose that
permits that persona, and never without one.
"""

from django.db import migrations, models

# similarity() first: it loads the library, without which its settings may not be named by a login that is no superuser.
# The three arms differ in their conditions alone. `found` counts rows, and a later arm runs only while there are few.
FUNCTION = r"""
DO $$ BEGIN PERFORM similarity('a', 'b'); END $$;
CREATE FUNCTION lookup_find(
  exact_kinds text[], exact_terms text[], exact_steps int[], begin_kinds text[], begin_terms text[], words text[], most int
) RETURNS TABLE (constituent_id uuid, kind text, term text, shown text, step int)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp
SET pg_trgm.similarity_threshold = 0.5
SET pg_trgm.word_similarity_threshold = 0.4
AS $$
#variable_conflict use_column
DECLARE
  -- LIMIT keeps the planner from hashing all permissions for the few rows that are looked at.
  permitted CONSTANT text := $sql$ (t.persona_id IS NULL OR coalesce((
    SELECT true FROM privacy_permission p WHERE p.persona_id = t.persona_id AND p.purpose = app_purpose()
    AND (p.until IS NULL OR p.until > now()) LIMIT 1), false)) $sql$;
  fields CONSTANT text := 't.constituent_id, t.kind::text, t.term::text, t.shown::text';
  plain text[] := ARRAY(SELECT w FROM unnest(words) w WHERE w ~ '^[a-z0-9]{1,100}$');
  found int := 0;
  added int;
BEGIN
  RETURN QUERY EXECUTE 'SELECT ' || fields || ', e.step FROM unnest($1, $2, $3) AS e (kind, term, step)'
    || ' JOIN lookup_searchterm t ON t.term = e.term AND t.kind = e.kind WHERE e.step <> 5 AND ' || permitted || ' ORDER BY e.step LIMIT $4'
    USING exact_kinds, exact_terms, exact_steps, most;
  GET DIAGNOSTICS added = ROW_COUNT; found := found + added;

  RETURN QUERY EXECUTE 'SELECT s.* FROM unnest($1, $2) AS b (kind, term), LATERAL (SELECT ' || fields || ', 4'
    || ' FROM lookup_searchterm t WHERE t.term ~>=~ b.term AND t.term ~<~ (b.term || chr(1114111)) AND t.kind = b.kind AND '
    || permitted || ' LIMIT $3) s' USING begin_kinds, begin_terms, most;
  GET DIAGNOSTICS added = ROW_COUNT; found := found + added;

  IF cardinality(plain) = 0 THEN RETURN; END IF;
  RETURN QUERY EXECUTE 'SELECT ' || fields || ', 3 FROM lookup_searchterm t WHERE t.kind = ''name'' AND '
    || (SELECT string_agg(format('t.term ~ %L', '\m' || w), ' AND ') FROM unnest(plain) w)
    || ' AND ' || permitted || ' LIMIT $1' USING most;
  GET DIAGNOSTICS added = ROW_COUNT; found := found + added;

  -- A sound says less than a likeness in writing, so it does not keep the latter from being looked for.
  RETURN QUERY EXECUTE 'SELECT ' || fields || ', e.step FROM unnest($1, $2, $3) AS e (kind, term, step)'
    || ' JOIN lookup_searchterm t ON t.term = e.term AND t.kind = e.kind WHERE e.step = 5 AND ' || permitted || ' LIMIT $4'
    USING exact_kinds, exact_terms, exact_steps, most;

  IF found < 3 THEN
    RETURN QUERY EXECUTE 'SELECT ' || fields || ', 6 FROM lookup_searchterm t WHERE t.kind = ''name'' AND t.term % $1 AND '
      || permitted || ' ORDER BY similarity(t.term, $1) DESC LIMIT $2' USING array_to_string(plain, ' '), most;
    GET DIAGNOSTICS added = ROW_COUNT; found := found + added;
  END IF;
  -- Few are found by one word alone where it is misspelt into a rarer one.
  IF found = 0 OR (found < 3 AND cardinality(plain) = 1) THEN
    RETURN QUERY EXECUTE 'SELECT ' || fields || ', 6 FROM lookup_searchterm t WHERE t.kind = ''name'' AND '
      || (SELECT string_agg(format('%L <%% t.term', w), ' AND ') FROM unnest(plain) w)
      || ' AND ' || permitted || ' ORDER BY '
      || (SELECT string_agg(format('(%L <<-> t.term)', w), ' + ') FROM unnest(plain) w) || ' LIMIT $1' USING most;
  END IF;
END $$;
REVOKE ALL ON FUNCTION lookup_find FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("lookup", "0002_guards"), ("privacy", "0002_guards")]

    operations = [
        migrations.RemoveIndex(model_name="searchterm", name="searchterm_exact"),
        # This class of operators serves equality and beginnings alike, whatever the database's collation.
        migrations.AddIndex(
            model_name="searchterm",
            index=models.Index(fields=["term"], name="searchterm_exact", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.AlterField(
            model_name="searchterm",
            name="kind",
            field=models.CharField(help_text="as ``lookup.terms.Kind`` names it", max_length=12),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION lookup_find"),
    ]
