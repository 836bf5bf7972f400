from django.db import migrations

# What two people agreed, what was published, and what a trust check promised to those it asked,
# hold for every role and every program that reaches the tables, their owner included.
FINAL = """
CREATE FUNCTION culture_goals_stand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.sheet_id, OLD.number, OLD.text, OLD.measure)
        IS NOT DISTINCT FROM (NEW.sheet_id, NEW.number, NEW.text, NEW.measure) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM culture_goalsheet WHERE id = touched
        AND person_agreed_at IS NOT NULL AND lead_agreed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'goals that both agreed to cannot change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER culture_goals_stand
    BEFORE INSERT OR UPDATE OR DELETE ON culture_goal
    FOR EACH ROW EXECUTE FUNCTION culture_goals_stand();

CREATE FUNCTION culture_check_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    course text[] := ARRAY['reminded_on', 'counted_on', 'withheld', 'result_id', 'heard', 'will_do',
                           'answered_on', 'answered_by_id'];
BEGIN
    IF to_jsonb(OLD) - course <> to_jsonb(NEW) - course
        OR OLD.counted_on IS NOT NULL AND NEW.counted_on IS DISTINCT FROM OLD.counted_on
        OR OLD.result_id IS NOT NULL AND NEW.result_id IS DISTINCT FROM OLD.result_id
    THEN
        RAISE EXCEPTION 'a trust check is frozen when it is launched'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER culture_check_is_frozen
    BEFORE UPDATE ON culture_trustcheck
    FOR EACH ROW EXECUTE FUNCTION culture_check_is_frozen();

CREATE FUNCTION culture_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% cannot change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER culture_result_is_final
    BEFORE UPDATE ON culture_trustresult
    FOR EACH ROW EXECUTE FUNCTION culture_never();
CREATE TRIGGER culture_answer_is_final
    BEFORE UPDATE ON culture_answer
    FOR EACH ROW EXECUTE FUNCTION culture_never();
CREATE TRIGGER culture_page_is_final
    BEFORE UPDATE ON culture_guidingversion
    FOR EACH ROW EXECUTE FUNCTION culture_never();
CREATE TRIGGER culture_value_is_final
    BEFORE UPDATE ON culture_value
    FOR EACH ROW EXECUTE FUNCTION culture_never();
"""
OPEN = """
DROP TRIGGER culture_value_is_final ON culture_value;
DROP TRIGGER culture_page_is_final ON culture_guidingversion;
DROP TRIGGER culture_answer_is_final ON culture_answer;
DROP TRIGGER culture_result_is_final ON culture_trustresult;
DROP TRIGGER culture_check_is_frozen ON culture_trustcheck;
DROP TRIGGER culture_goals_stand ON culture_goal;
DROP FUNCTION culture_never();
DROP FUNCTION culture_check_is_frozen();
DROP FUNCTION culture_goals_stand();
"""


class Migration(migrations.Migration):

    dependencies = [("culture", "0001_first")]

    operations = [migrations.RunSQL(FINAL, OPEN)]
