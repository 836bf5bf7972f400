import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Partitioned by day, because a day of samples is dropped in an instant and a million rows are not.
# `real` is exact enough for a picture and half the size. No foreign keys: the intake knows its devices.
SAMPLES = """
CREATE TABLE fleet_sample (
    device_id bigint NOT NULL,
    at timestamptz NOT NULL,
    layout_id bigint NOT NULL,
    "values" real[] NOT NULL,
    PRIMARY KEY (device_id, at)
) PARTITION BY RANGE (at);
ALTER TABLE fleet_rollup ALTER COLUMN means TYPE real[], ALTER COLUMN highs TYPE real[];
"""

# The application's role may neither create nor drop tables; through this function, owned by the
# owner, it may do exactly this much of it.
KEEP_DAYS = """
CREATE FUNCTION fleet_keep_days(today date, keep int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
    part record;
    changed int := 0;
BEGIN
    IF keep < 9 THEN
        RAISE EXCEPTION 'a spool may bring samples of eight days: keep at least nine';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('fleet_keep_days'));
    FOR day IN SELECT generate_series(today - 9, today + 7, interval '1 day')::date LOOP
        IF to_regclass('fleet_sample_' || to_char(day, 'YYYYMMDD')) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE fleet_sample_%s PARTITION OF fleet_sample FOR VALUES FROM (%L) TO (%L)',
                to_char(day, 'YYYYMMDD'),
                day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
            changed := changed + 1;
        END IF;
    END LOOP;
    FOR part IN
        SELECT inhrelid::regclass::text AS name FROM pg_inherits
        WHERE inhparent = 'fleet_sample'::regclass
          AND to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') < today - keep
    LOOP
        EXECUTE format('DROP TABLE %s', part.name);
        changed := changed + 1;
    END LOOP;
    RETURN changed;
END $$;
SELECT fleet_keep_days((now() AT TIME ZONE 'UTC')::date, 14);
"""

# Whoever changes a limit or the state of a device, the intake hears of it.
TELL = """
CREATE FUNCTION fleet_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_ARGV[0], '');
    RETURN NULL;
END $$;
CREATE TRIGGER fleet_limit_changed
    AFTER INSERT OR DELETE OR UPDATE OF name, device_id, direction, raise_at, clear_at
    ON fleet_limit FOR EACH STATEMENT EXECUTE FUNCTION fleet_tell('nadi_limits');
CREATE TRIGGER fleet_device_changed
    AFTER UPDATE OF state, silent_after_minutes
    ON fleet_device FOR EACH STATEMENT EXECUTE FUNCTION fleet_tell('nadi_devices');
"""

UNDO = """
DROP TRIGGER fleet_limit_changed ON fleet_limit;
DROP TRIGGER fleet_device_changed ON fleet_device;
DROP FUNCTION fleet_tell();
DROP FUNCTION fleet_keep_days(date, int);
DROP TABLE fleet_sample;
"""


class Migration(migrations.Migration):
    dependencies = [("fleet", "0001_first")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Sample',
                    fields=[
                        ('pk', models.CompositePrimaryKey('device_id', 'at', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('values', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                        ('device', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='fleet.device')),
                        ('layout', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='fleet.serieslayout')),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(SAMPLES + KEEP_DAYS + TELL, UNDO),
    ]
