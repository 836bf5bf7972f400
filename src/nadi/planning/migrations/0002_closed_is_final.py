from django.db import migrations

# A closed meeting is what both sides left the room with. What was known of a device stays known.
# These rules hold for every role and for every program that reaches the tables.
FINAL = """
CREATE FUNCTION planning_meeting_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'meeting % is closed and cannot change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER planning_meeting_is_final
    BEFORE UPDATE OR DELETE ON planning_meeting
    FOR EACH ROW EXECUTE FUNCTION planning_meeting_is_final();

CREATE FUNCTION planning_said_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.meeting_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.meeting_id; END IF;
    IF EXISTS (
        SELECT FROM planning_meeting WHERE id = ANY (touched) AND closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'what was said in a closed meeting cannot change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER planning_answer_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON planning_answer
    FOR EACH ROW EXECUTE FUNCTION planning_said_is_final();
CREATE TRIGGER planning_decision_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON planning_decision
    FOR EACH ROW EXECUTE FUNCTION planning_said_is_final();

CREATE FUNCTION planning_option_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.decision_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.decision_id; END IF;
    IF EXISTS (
        SELECT FROM planning_decision d JOIN planning_meeting m ON m.id = d.meeting_id
        WHERE d.id = ANY (touched) AND m.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the options of a closed meeting cannot change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER planning_option_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON planning_decisionoption
    FOR EACH ROW EXECUTE FUNCTION planning_option_is_final();

CREATE FUNCTION planning_action_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled text[] := ARRAY['done_at', 'done_by', 'let_go_at', 'because'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - settled = to_jsonb(NEW) - settled THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM planning_meeting
        WHERE id = (CASE WHEN TG_OP = 'INSERT' THEN NEW.meeting_id ELSE OLD.meeting_id END)
          AND closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an action of a closed meeting can only be done or let go'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER planning_action_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON planning_actionitem
    FOR EACH ROW EXECUTE FUNCTION planning_action_is_final();

CREATE FUNCTION planning_fact_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a fact of a device is never overwritten, a newer one stands beside it'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER planning_fact_is_final
    BEFORE UPDATE ON planning_lifecyclefact
    FOR EACH ROW EXECUTE FUNCTION planning_fact_is_final();
"""
OPEN = """
DROP TRIGGER planning_fact_is_final ON planning_lifecyclefact;
DROP TRIGGER planning_action_is_final ON planning_actionitem;
DROP TRIGGER planning_option_is_final ON planning_decisionoption;
DROP TRIGGER planning_decision_is_final ON planning_decision;
DROP TRIGGER planning_answer_is_final ON planning_answer;
DROP TRIGGER planning_meeting_is_final ON planning_meeting;
DROP FUNCTION planning_fact_is_final();
DROP FUNCTION planning_action_is_final();
DROP FUNCTION planning_option_is_final();
DROP FUNCTION planning_said_is_final();
DROP FUNCTION planning_meeting_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [("planning", "0001_first")]

    operations = [migrations.RunSQL(FINAL, OPEN)]
