from django.db import migrations

# The wall of 0002 knew one form of a text. What is approved now holds the short one (SMS) as it was typed,
# and the one that is read aloud. There, abbreviations are written out: of what was typed, every number and
# every word of four letters or more must be in it.
BUILD = """
CREATE FUNCTION bulletins_reads(spoken text, typed text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM regexp_matches(typed, '[[:alpha:]]{4,}|[[:digit:]]+', 'g') AS said (words)
        WHERE coalesce(strpos(spoken, said.words[1]), 0) = 0)
$$;

CREATE OR REPLACE FUNCTION bulletins_says(bulletin uuid, texts jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM jsonb_object_keys(texts)) = count(*)
       AND bool_and(texts ? t.language AND texts->t.language->>'subject' = t.title
            AND NOT EXISTS (
                SELECT 1 FROM unnest(ARRAY[t.title, t.what, t."where", t."when", t.behaviour,
                                           t.what_to_do]) AS said (words)
                WHERE coalesce(strpos(texts->t.language->>'text', said.words), 0) = 0)
            AND coalesce(strpos(texts->t.language->>'short', t.short), 0) > 0
            AND bulletins_reads(texts->t.language->>'spoken',
                                concat_ws(' ', t.title, t.what, t."where", t.what_to_do)))
    FROM bulletins_text t WHERE t.bulletin_id = bulletin
$$;

DROP TRIGGER bulletins_audience_stays ON bulletins_audiencemember;
CREATE TRIGGER bulletins_audience_stays
    BEFORE UPDATE OF release_id, person_id, channel, language, chain, step
    ON bulletins_audiencemember
    FOR EACH ROW EXECUTE FUNCTION bulletins_freeze_audience();
"""
UNDO = """
DROP TRIGGER bulletins_audience_stays ON bulletins_audiencemember;
CREATE TRIGGER bulletins_audience_stays
    BEFORE UPDATE OF release_id, person_id, channel, language ON bulletins_audiencemember
    FOR EACH ROW EXECUTE FUNCTION bulletins_freeze_audience();

CREATE OR REPLACE FUNCTION bulletins_says(bulletin uuid, texts jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM jsonb_object_keys(texts)) = count(*)
       AND bool_and(texts ? t.language AND texts->t.language->>'subject' = t.title
            AND NOT EXISTS (
                SELECT 1 FROM unnest(ARRAY[t.title, t.what, t."where", t."when", t.behaviour,
                                           t.what_to_do]) AS said (words)
                WHERE coalesce(strpos(texts->t.language->>'text', said.words), 0) = 0))
    FROM bulletins_text t WHERE t.bulletin_id = bulletin
$$;

DROP FUNCTION bulletins_reads(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0005_short_texts_and_ladders")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
