"""The database of ``benchmarks/permission_wall.py`` as SQL: constituents, accounts, permissions, links and a queue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many there are of each; every number follows from that of the personas."""

    personas: int
    people: int
    permitted: int
    linked: int
    queued: int
    refusals: int

    @classmethod
    def of(cls, personas: int) -> Sizes:
        """A million personas: 50,000 permitted for two purposes, 30,000 of them linked, the others in the queue."""
        return cls(personas, personas // 5, personas // 20, 3 * personas // 100, 2 * personas // 100, personas // 200)


_CLAIM_COLUMNS = (
    "(constituent_id, attribute, value, value_key, origin, source_id, identity_id, record_id, persona_id,"
    " observed_at, wins, rank, rule)"
)
_SOURCES = """
INSERT INTO constituents_source (name, label, kind)
VALUES ('bench', 'Bench', 'donor_database'), ('bench-network', 'Network', 'network') ON CONFLICT DO NOTHING;
INSERT INTO matching_modelversion (version, body, content_hash, names_kept) VALUES ('bench-1', '', 'bench', false)
  ON CONFLICT DO NOTHING;
CREATE TABLE bench_people AS
  SELECT n, uuidv7() AS id, uuidv7() AS identity_id, uuidv7() AS record_id FROM generate_series(1, {people}) n;
CREATE TABLE bench_personas AS SELECT n, uuidv7() AS id FROM generate_series(1, {personas}) n;
CREATE UNIQUE INDEX ON bench_people (n);
CREATE UNIQUE INDEX ON bench_personas (n);
"""
_PEOPLE = """
INSERT INTO constituents_constituent (id, kind, state) SELECT id, 'person', 'active' FROM bench_people;
INSERT INTO constituents_sourceidentity (id, source_id, external_id)
  SELECT identity_id, s.id, 'B' || n FROM bench_people, constituents_source s WHERE s.name = 'bench';
INSERT INTO constituents_sourcerecord (id, identity_id, version, values, content_hash, basis)
  SELECT record_id, identity_id, 1, jsonb_build_object('full_name', 'Person Number' || n, 'email',
    'person' || n || '@example.org', 'city', 'Salem'), '\\x00', 'contract' FROM bench_people;
UPDATE constituents_sourceidentity i SET current_record_id = b.record_id FROM bench_people b WHERE b.identity_id = i.id;
INSERT INTO identity_membership (identity_id, constituent_id) SELECT identity_id, id FROM bench_people;
INSERT INTO consolidation_profile (constituent_id, input_hash, sort_name)
  SELECT id, 'bench', 'person number' || n FROM bench_people;
"""
_CLAIMS = f"""
INSERT INTO consolidation_claim {_CLAIM_COLUMNS}
  SELECT b.id, v.attribute, v.value, lower(v.value), 'crm', s.id, b.identity_id, b.record_id, NULL, now(), true, 1,
    'crm:1'
  FROM bench_people b JOIN constituents_source s ON s.name = 'bench',
    LATERAL (VALUES ('name', 'Person Number' || n), ('email', 'person' || n || '@example.org'),
             ('phone', '+1212555' || lpad((n % 10000)::text, 4, '0')), ('city', 'Salem')) v(attribute, value);
INSERT INTO lookup_searchterm (constituent_id, kind, term, shown)
  SELECT b.id, v.kind, v.term, v.term FROM bench_people b,
    LATERAL (VALUES ('name', 'number' || n || ' person'), ('email', 'person' || n || '@example.org'),
             ('source_id', 'b' || n)) v(kind, term);
INSERT INTO constituents_interaction (identity_id, kind, external_id, at, amount, currency, summary)
  SELECT identity_id, 'gift', 'G' || n || '-' || g, now() - make_interval(days => g * 30), 25, 'USD', 'Annual fund'
  FROM bench_people, generate_series(1, 5) g WHERE n <= {{linked}};
"""
_PERSONAS = """
INSERT INTO personas_persona (id, platform, account_id, handle, handle_key, source_id, external_id, display_name, bio,
    location, profile_link, language, "values", content_hash, basis)
  SELECT b.id, p.platform, 'acct-' || b.n, 'handle' || b.n, 'handle' || b.n, s.id, 'acct-' || b.n,
    'Person Number' || b.n, 'Sings in a choir.', 'Salem', '', 'en', '{{}}', '\\x00', 'public'
  FROM bench_personas b JOIN constituents_source s ON s.name = 'bench-network',
    LATERAL (SELECT CASE WHEN b.n <= {permitted} THEN 'mastodon'
                    ELSE (ARRAY['x', 'facebook', 'linkedin', 'bluesky', 'mastodon'])[1 + b.n % 5] END) p(platform);
INSERT INTO personas_handlehistory (persona_id, handle, handle_key)
  SELECT id, 'handle' || n, 'handle' || n FROM bench_personas;
"""
_GATE = """
INSERT INTO privacy_account (persona_id, platform, account_hash, basis, source_kind, signals, constituent_id,
    held_since)
  SELECT p.id, p.platform, sha256(b.n::text::bytea), 'public', 'network',
    CASE WHEN b.n <= {permitted} THEN '{{"discoverable": true}}'::jsonb ELSE '{{}}'::jsonb END,
    h.id, CASE WHEN h.id IS NOT NULL THEN now() END
  FROM bench_personas b JOIN personas_persona p ON p.id = b.id
    LEFT JOIN bench_people h ON h.n = b.n AND b.n <= {linked};
INSERT INTO privacy_permission (persona_id, purpose, pair_limited, reason)
  SELECT id, purpose, false, 'discoverable' FROM bench_personas,
    unnest(ARRAY['identity_matching', 'profile_view']) purpose WHERE n <= {permitted};
INSERT INTO privacy_consentevent (constituent_id, platform, purpose, category, state, basis, scopes, method, event_time,
    jurisdiction, proof, idempotency_key, row_hash)
  SELECT id, '', 'identity_matching', 'persona', 'Objected', 'legitimate_interest', '{{}}', 'staff_call', now(), '', '',
    'bench:refusal:' || n, '\\x00' FROM bench_people WHERE n > {people} - {refusals};
"""
_LINKS = f"""
CREATE TABLE bench_decisions AS SELECT b.n, uuidv7() AS id FROM bench_people b WHERE b.n <= {{linked}};
INSERT INTO identity_decision (id, left_identities, constituent_id, persona_id, right_identities, right_constituents,
    verdict, reason, method, model_version, policy_rule, fingerprint, probability)
  SELECT d.id, ARRAY[h.identity_id], h.id, p.id, '{{{{}}}}', '{{{{}}}}', 'same', 'evidence_agrees', 'steward',
    'bench-1', '', '', 0.97
  FROM bench_decisions d JOIN bench_people h USING (n) JOIN bench_personas p USING (n);
INSERT INTO identity_link (persona_id, constituent_id, method, decision_id, state, state_reason)
  SELECT p.id, h.id, 'steward', d.id, 'active', ''
  FROM bench_decisions d JOIN bench_people h USING (n) JOIN bench_personas p USING (n);
INSERT INTO consolidation_claim {_CLAIM_COLUMNS}
  SELECT h.id, v.attribute, v.value, lower(v.value), 'persona:mastodon', s.id, NULL, NULL, p.id, now(), v.wins, v.rank,
    'persona:1'
  FROM bench_decisions d JOIN bench_people h USING (n) JOIN bench_personas p USING (n)
    JOIN constituents_source s ON s.name = 'bench-network',
    LATERAL (VALUES ('handle:mastodon', 'handle' || n, true, 1), ('name', 'Person Number' || n, false, 2),
             ('bio', 'Sings in a choir.', true, 1)) v(attribute, value, wins, rank);
INSERT INTO lookup_searchterm (constituent_id, kind, term, shown, persona_id)
  SELECT h.id, 'handle', 'handle' || n, 'handle' || n, p.id
  FROM bench_decisions d JOIN bench_people h USING (n) JOIN bench_personas p USING (n);
"""
_EVIDENCE = (
    '[{{"kind": "prior", "left": "", "right": "", "level": "prior", "bits": -11.0}},'
    ' {{"kind": "name", "left": "Person Number", "right": "Person Number", "level": "full", "bits": 12.5}},'
    ' {{"kind": "competition", "left": "", "right": "", "level": "competition", "bits": -0.7}}]'
)
# Each account of the queue has three candidates; of the accounts that may not be matched, a part has withheld ones.
_QUEUE = f"""
INSERT INTO matching_candidate (persona_id, constituent_id, identity_id, record_id, model_version, platform, source_id,
    probability, weight, rank, band, rule, fingerprint, state, state_reason, former_state, former_reason, priority,
    giving_tier, lock_version)
  SELECT p.id, h.id, h.identity_id, h.record_id, 'bench-1', a.platform, s.id, 0.9 / r, 3.0, r,
    CASE WHEN p.n % 7 = 0 THEN 'append' ELSE 'refer' END, 'not_calibrated', md5(p.n || '-' || r),
    CASE WHEN p.n <= {{permitted}} THEN 'open' ELSE 'withheld' END,
    CASE WHEN p.n <= {{permitted}} THEN '' ELSE 'not_permitted' END,
    CASE WHEN p.n <= {{permitted}} THEN '' ELSE 'open' END, '', (p.n * 7919) % 1000, p.n % 5, 1
  FROM bench_personas p JOIN personas_persona a ON a.id = p.id CROSS JOIN generate_series(1, 3) r
    JOIN bench_people h ON h.n = 1 + (p.n * 31 + r * 1009) % ({{people}} - {{refusals}})
    JOIN constituents_source s ON s.name = 'bench'
  WHERE p.n > {{linked}} AND p.n <= {{permitted}} + 3 * {{queued}};
INSERT INTO matching_evidence (candidate_id, persona_id, rows)
  SELECT id, persona_id, '{_EVIDENCE}'::jsonb FROM matching_candidate;
"""

#: (what it makes, statements); braces are ``Sizes``.
FILL: tuple[tuple[str, str], ...] = (
    ("sources and ids", _SOURCES),
    ("constituents", _PEOPLE),
    ("claims, terms, interactions", _CLAIMS),
    ("personas", _PERSONAS),
    ("accounts, permissions, refusals", _GATE),
    ("links", _LINKS),
    ("candidates", _QUEUE),
)

#: Constituents who each hold ten accounts with a candidate elsewhere, consented, and have ten thousand interactions.
WITHDRAWERS = f"""
CREATE TABLE IF NOT EXISTS bench_withdrawers (run text, n int, id uuid, identity_id uuid, record_id uuid);
CREATE TABLE IF NOT EXISTS bench_held (run text, n int, k int, persona_id uuid, decision_id uuid);
INSERT INTO bench_withdrawers SELECT '{{run}}', n, uuidv7(), uuidv7(), uuidv7() FROM generate_series(1, {{number}}) n;
INSERT INTO bench_held SELECT run, n, k, uuidv7(), uuidv7() FROM bench_withdrawers, generate_series(1, 10) k
  WHERE run = '{{run}}';
INSERT INTO constituents_constituent (id, kind, state)
  SELECT id, 'person', 'active' FROM bench_withdrawers WHERE run = '{{run}}';
INSERT INTO constituents_sourceidentity (id, source_id, external_id)
  SELECT identity_id, s.id, 'W{{run}}-' || n FROM bench_withdrawers, constituents_source s
  WHERE s.name = 'bench' AND run = '{{run}}';
INSERT INTO constituents_sourcerecord (id, identity_id, version, values, content_hash, basis)
  SELECT record_id, identity_id, 1, jsonb_build_object('full_name', 'Leaver Number' || n, 'email',
    'leaver' || n || '{{run}}@example.org'), '\\x00', 'contract' FROM bench_withdrawers WHERE run = '{{run}}';
UPDATE constituents_sourceidentity i SET current_record_id = b.record_id FROM bench_withdrawers b
  WHERE b.identity_id = i.id AND b.run = '{{run}}';
INSERT INTO identity_membership (identity_id, constituent_id)
  SELECT identity_id, id FROM bench_withdrawers WHERE run = '{{run}}';
INSERT INTO constituents_interaction (identity_id, kind, external_id, at, currency, summary)
  SELECT identity_id, 'visit', 'W{{run}}-' || n || '-' || g, now() - make_interval(hours => g), '', 'Visit'
  FROM bench_withdrawers, generate_series(1, 10000) g WHERE run = '{{run}}';
INSERT INTO personas_persona (id, platform, account_id, handle, handle_key, source_id, external_id, display_name, bio,
    location, profile_link, language, "values", content_hash, basis)
  SELECT persona_id, (ARRAY['mastodon', 'x', 'bluesky', 'youtube', 'instagram'])[1 + k % 5],
    'W{{run}}-' || n || '-' || k,
    'leaver' || n || 'k' || k || '{{run}}', 'leaver' || n || 'k' || k || '{{run}}', s.id, '', 'Leaver Number' || n,
    'Sings.', 'Salem', '', 'en', '{{{{}}}}', '\\x00', 'consent'
  FROM bench_held, constituents_source s WHERE s.name = 'bench-network' AND run = '{{run}}';
INSERT INTO privacy_consentevent (constituent_id, platform, purpose, category, state, basis, scopes, method, notice_id,
    event_time, jurisdiction, proof, idempotency_key, row_hash)
  SELECT w.id, '', '', 'persona', 'ConsentGiven', 'consent', '{{{{}}}}', 'form',
    (SELECT id FROM privacy_notice WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1), now(), '', '',
    'bench:{{run}}:' || n, '\\x00' FROM bench_withdrawers w WHERE run = '{{run}}';
INSERT INTO privacy_account (persona_id, platform, account_hash, basis, source_kind, signals, constituent_id,
    held_since)
  SELECT p.id, p.platform, sha256(p.id::text::bytea), 'consent', 'network',
    '{{{{"discoverable": true, "active": true}}}}', w.id, now()
  FROM bench_held h JOIN bench_withdrawers w USING (run, n) JOIN personas_persona p ON p.id = h.persona_id
  WHERE run = '{{run}}';
INSERT INTO privacy_lookfor (constituent_id, platform)
  SELECT id, p FROM bench_withdrawers, unnest(ARRAY['x', 'facebook', 'instagram']) p WHERE run = '{{run}}';
INSERT INTO privacy_permission (persona_id, purpose, pair_limited, reason)
  SELECT persona_id, purpose, false, 'consent_given' FROM bench_held,
    unnest(ARRAY['identity_matching', 'profile_view', 'export', 'segmentation', 'contact']) purpose
  WHERE run = '{{run}}';
INSERT INTO identity_decision (id, left_identities, constituent_id, persona_id, right_identities, right_constituents,
    verdict, reason, method, model_version, policy_rule, fingerprint, probability)
  SELECT h.decision_id, ARRAY[w.identity_id], w.id, h.persona_id, '{{{{}}}}', '{{{{}}}}', 'same', 'evidence_agrees',
    'steward', 'bench-1', '', '', 0.97 FROM bench_held h JOIN bench_withdrawers w USING (run, n) WHERE run = '{{run}}';
INSERT INTO identity_link (persona_id, constituent_id, method, decision_id, state, state_reason)
  SELECT h.persona_id, w.id, 'steward', h.decision_id, 'active', ''
  FROM bench_held h JOIN bench_withdrawers w USING (run, n) WHERE run = '{{run}}';
INSERT INTO matching_candidate (persona_id, constituent_id, identity_id, record_id, model_version, platform, source_id,
    probability, weight, rank, band, rule, fingerprint, state, state_reason, former_state, former_reason, priority,
    giving_tier, lock_version)
  SELECT p.id, w.id, w.identity_id, w.record_id, 'bench-1', p.platform, s.id, 0.97, 3.0, 1, 'refer', 'not_calibrated',
    md5(p.id::text), 'approved', 'linked', '', '', 0, 0, 1
  FROM bench_held h JOIN bench_withdrawers w USING (run, n) JOIN personas_persona p ON p.id = h.persona_id
    JOIN constituents_source s ON s.name = 'bench' WHERE run = '{{run}}';
INSERT INTO matching_evidence (candidate_id, persona_id, rows)
  SELECT c.id, c.persona_id, '{_EVIDENCE}'::jsonb FROM matching_candidate c JOIN bench_held h USING (persona_id)
  WHERE h.run = '{{run}}';
"""
