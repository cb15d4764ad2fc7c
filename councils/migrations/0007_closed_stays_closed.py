"""What a closed session counted stays as it was, whoever writes to the tables; a practice session can be erased.

Of a closed session only its remarks and the links to its papers change. Votes, credentials and tellers' figures rest
with their box, the figures of a row once the results of its box are known. Many rows change at a cast, so children are
looked at once a statement.
"""

from django.db import migrations

IN_SESSION = "JOIN councils_councilsession s ON s.id = c.session_id"
OF_MOTION = "JOIN councils_motion m ON m.id = c.motion_id JOIN councils_councilsession s ON s.id = m.session_id"
OF_BOX = "JOIN councils_ballotbox b ON b.id = c.box_id JOIN councils_councilsession s ON s.id = b.session_id"
OF_TELLER = "JOIN councils_teller t ON t.id = c.teller_id JOIN councils_ballotbox b ON b.id = t.box_id " + (
    "JOIN councils_councilsession s ON s.id = b.session_id"
)
SESSION_CLOSED, BOX_CLOSED = "s.state = 'closed'", "b.state = 'closed'"
CHILDREN = {
    "councils_motion": (IN_SESSION, SESSION_CLOSED),
    "councils_attendance": (IN_SESSION, SESSION_CLOSED),
    "councils_agendaitem": (IN_SESSION, SESSION_CLOSED),
    "councils_recusal": (OF_MOTION, SESSION_CLOSED),
    "councils_teller": (OF_BOX, SESSION_CLOSED),
    "councils_tellercount": (OF_TELLER, BOX_CLOSED),
    "councils_vote": (OF_BOX, BOX_CLOSED),
    "councils_credential": (OF_BOX, BOX_CLOSED),
}
EVENTS = {
    "inserted": ("INSERT", "NEW"),
    "deleted": ("DELETE", "OLD"),
    "updated": ("UPDATE", "OLD"),
    "updated_into": ("UPDATE", "NEW"),
}
FIGURES = ["votes_for", "votes_against", "votes_blank", "votes_invalid", "eligible_count", "base", "passed", "box_id"]

FUNCTIONS = """
CREATE FUNCTION councils_closed_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found bigint;
BEGIN
  EXECUTE 'SELECT s.id FROM changed c ' || TG_ARGV[0] || ' WHERE NOT s.is_practice AND ' || TG_ARGV[1] || ' LIMIT 1'
    INTO found;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION 'what session % counted is closed: % cannot be changed', found, TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION councils_session_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' AND NOT OLD.is_practice AND (
    TG_OP = 'DELETE'
    OR to_jsonb(NEW) - '{remarks,minutes_id}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{remarks,minutes_id}'::text[]
  ) THEN
    RAISE EXCEPTION 'session % is closed and cannot be changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION councils_box_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free text[] := '{count_sheet_id}';
  is_over boolean;
BEGIN
  SELECT state = 'closed' INTO is_over FROM councils_councilsession
    WHERE id = OLD.session_id AND NOT is_practice;
  IF is_over IS NULL OR NOT (is_over OR OLD.state = 'closed') THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF NOT is_over AND OLD.released_at IS NULL THEN
    free := free || '{released_at,released_by_id}'::text[];
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
    RAISE EXCEPTION 'ballot box % is closed and cannot be changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION councils_released_stays_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM councils_ballotbox b JOIN councils_councilsession s ON s.id = b.session_id
    WHERE b.id = OLD.box_id AND b.released_at IS NOT NULL AND NOT s.is_practice
  ) THEN
    RAISE EXCEPTION 'the result of motion % is released and cannot be changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER session_stays_closed BEFORE UPDATE OR DELETE ON councils_councilsession
  FOR EACH ROW EXECUTE FUNCTION councils_session_stays_closed();
CREATE TRIGGER box_stays_closed BEFORE UPDATE OR DELETE ON councils_ballotbox
  FOR EACH ROW EXECUTE FUNCTION councils_box_stays_closed();
CREATE TRIGGER box_not_inserted AFTER INSERT ON councils_ballotbox REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION councils_closed_stays_closed($$IN_SESSION$$, $$s.state = 'closed'$$);
CREATE TRIGGER insert_only_rows BEFORE UPDATE OR DELETE ON councils_sealedfacts
  FOR EACH ROW EXECUTE FUNCTION audit_insert_only();
""".replace("IN_SESSION", IN_SESSION)

RELEASED = f"""
CREATE TRIGGER released_stays_counted BEFORE UPDATE ON councils_motion
  FOR EACH ROW WHEN ({" OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIGURES)})
  EXECUTE FUNCTION councils_released_stays_counted();
"""

CHILD_TRIGGERS = "".join(
    f"""
CREATE TRIGGER closed_not_{name} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION councils_closed_stays_closed($${way}$$, $${condition}$$);
"""
    for table, (way, condition) in CHILDREN.items()
    for name, (event, side) in EVENTS.items()
)

REMOVE = """
DROP TRIGGER session_stays_closed ON councils_councilsession;
DROP TRIGGER box_stays_closed ON councils_ballotbox;
DROP TRIGGER box_not_inserted ON councils_ballotbox;
DROP TRIGGER released_stays_counted ON councils_motion;
DROP TRIGGER insert_only_rows ON councils_sealedfacts;
""" + "".join(f"DROP TRIGGER closed_not_{name} ON {table};\n" for table in CHILDREN for name in EVENTS) + """
DROP FUNCTION councils_closed_stays_closed();
DROP FUNCTION councils_session_stays_closed();
DROP FUNCTION councils_box_stays_closed();
DROP FUNCTION councils_released_stays_counted();
"""


def mark_minutes(apps, schema_editor):
    """Minutes that were drawn up before are nobody's to write either."""
    sessions = apps.get_model("councils", "CouncilSession").objects.exclude(minutes=None)
    documents = apps.get_model("documents", "OfficialDocument").objects
    documents.filter(pk__in=sessions.values("minutes")).update(is_generated=True)


class Migration(migrations.Migration):
    dependencies = [("councils", "0006_sealed_facts"), ("documents", "0009_generated_documents"), ("audit", "0002_insert_only")]

    operations = [
        migrations.RunPython(mark_minutes, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(FUNCTIONS + RELEASED + CHILD_TRIGGERS, REMOVE),
    ]
