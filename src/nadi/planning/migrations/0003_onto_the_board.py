from django.db import migrations, models

# An action may also go onto the board after its meeting was closed; nothing else of it changes.
WITH_TICKET = """
CREATE OR REPLACE FUNCTION planning_action_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settled text[] := ARRAY['done_at', 'done_by', 'let_go_at', 'because', 'ticket_number'];
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
"""
WITHOUT = """
CREATE OR REPLACE FUNCTION planning_action_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):

    dependencies = [("planning", "0002_closed_is_final")]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="ticket_number",
            field=models.PositiveIntegerField(blank=True, null=True, unique=True),
        ),
        migrations.RunSQL(WITH_TICKET, WITHOUT),
    ]
