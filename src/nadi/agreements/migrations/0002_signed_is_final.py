from django.db import migrations

# A promise on paper is worth what cannot be done to it afterwards. These rules hold for every role,
# the owner of the tables included, and for every program that reaches them.
FINAL = """
CREATE FUNCTION agreements_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    theirs text[] := ARRAY['their_signer', 'their_signed_at'];
    ours text[] := ARRAY['our_signer_id', 'our_signed_at'];
BEGIN
    IF OLD.their_signed_at IS NULL AND OLD.our_signed_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
        OR to_jsonb(OLD) - theirs - ours <> to_jsonb(NEW) - theirs - ours
        OR OLD.their_signed_at IS NOT NULL
            AND (OLD.their_signer, OLD.their_signed_at)
                IS DISTINCT FROM (NEW.their_signer, NEW.their_signed_at)
        OR OLD.our_signed_at IS NOT NULL
            AND (OLD.our_signer_id, OLD.our_signed_at)
                IS DISTINCT FROM (NEW.our_signer_id, NEW.our_signed_at)
    THEN
        RAISE EXCEPTION 'version % of agreement % is signed and cannot change',
            OLD.number, OLD.agreement_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_version_is_final
    BEFORE UPDATE OR DELETE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreements_version_is_final();

CREATE FUNCTION agreements_terms_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    IF EXISTS (
        SELECT FROM agreements_agreementversion
        WHERE id = ANY (touched) AND (their_signed_at IS NOT NULL OR our_signed_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'the terms of a signed version cannot change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agreements_coverage_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_coverageterm
    FOR EACH ROW EXECUTE FUNCTION agreements_terms_are_final();
CREATE TRIGGER agreements_response_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_responseterm
    FOR EACH ROW EXECUTE FUNCTION agreements_terms_are_final();
CREATE TRIGGER agreements_promise_is_final
    BEFORE INSERT OR UPDATE OR DELETE ON agreements_standingpromise
    FOR EACH ROW EXECUTE FUNCTION agreements_terms_are_final();

CREATE FUNCTION agreements_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a verdict is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER agreements_verdict_is_final
    BEFORE UPDATE OR DELETE ON agreements_verdict
    FOR EACH ROW EXECUTE FUNCTION agreements_never();

CREATE FUNCTION agreements_charge_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.replaced_at IS NOT NULL
        OR to_jsonb(OLD) - 'replaced_at' <> to_jsonb(NEW) - 'replaced_at'
    THEN
        RAISE EXCEPTION 'a charge decision is replaced by another, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_charge_is_final
    BEFORE UPDATE OR DELETE ON agreements_chargedecision
    FOR EACH ROW EXECUTE FUNCTION agreements_charge_is_final();
"""
OPEN = """
DROP TRIGGER agreements_charge_is_final ON agreements_chargedecision;
DROP TRIGGER agreements_verdict_is_final ON agreements_verdict;
DROP TRIGGER agreements_promise_is_final ON agreements_standingpromise;
DROP TRIGGER agreements_response_is_final ON agreements_responseterm;
DROP TRIGGER agreements_coverage_is_final ON agreements_coverageterm;
DROP TRIGGER agreements_version_is_final ON agreements_agreementversion;
DROP FUNCTION agreements_charge_is_final();
DROP FUNCTION agreements_never();
DROP FUNCTION agreements_terms_are_final();
DROP FUNCTION agreements_version_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [("agreements", "0001_first")]

    operations = [migrations.RunSQL(FINAL, OPEN)]
