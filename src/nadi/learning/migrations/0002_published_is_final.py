from django.db import migrations

# A run rests on the version it was begun with, and a trial on what was decided. These rules hold
# for every role, the owner of the tables included, and for every program that reaches them.
FINAL = """
CREATE FUNCTION learning_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'version % of procedure % is published and cannot change',
            OLD.number, OLD.procedure_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER learning_version_is_final
    BEFORE UPDATE OR DELETE ON learning_procedureversion
    FOR EACH ROW EXECUTE FUNCTION learning_version_is_final();

CREATE FUNCTION learning_steps_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    IF EXISTS (
        SELECT FROM learning_procedureversion
        WHERE id = ANY (touched) AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the steps of a published version cannot change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER learning_steps_are_final
    BEFORE INSERT OR UPDATE OR DELETE ON learning_step
    FOR EACH ROW EXECUTE FUNCTION learning_steps_are_final();

CREATE FUNCTION learning_decision_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision about a trial is followed by another, never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER learning_decision_is_final
    BEFORE UPDATE OR DELETE ON learning_trialdecision
    FOR EACH ROW EXECUTE FUNCTION learning_decision_is_final();
"""
OPEN = """
DROP TRIGGER learning_decision_is_final ON learning_trialdecision;
DROP TRIGGER learning_steps_are_final ON learning_step;
DROP TRIGGER learning_version_is_final ON learning_procedureversion;
DROP FUNCTION learning_decision_is_final();
DROP FUNCTION learning_steps_are_final();
DROP FUNCTION learning_version_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_first")]

    operations = [migrations.RunSQL(FINAL, OPEN)]
