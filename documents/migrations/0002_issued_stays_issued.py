"""What is issued stays as it was issued, whoever writes to the table."""

from django.db import migrations

INSTALL = """
CREATE FUNCTION documents_issued_stays_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'issued' THEN
      RAISE EXCEPTION 'document % is issued and cannot be deleted', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.state = 'issued' AND
     ROW(NEW.organisation_id, NEW.state, NEW.kind, NEW.subject_line, NEW.data, NEW.content_hash,
         NEW.approved_hash, NEW.approved_by_id, NEW.approved_at, NEW.series_id, NEW.number, NEW.year,
         NEW.issued_on, NEW.issued_by_id, NEW.frozen, NEW.frozen_sha256)
     IS DISTINCT FROM
     ROW(OLD.organisation_id, OLD.state, OLD.kind, OLD.subject_line, OLD.data, OLD.content_hash,
         OLD.approved_hash, OLD.approved_by_id, OLD.approved_at, OLD.series_id, OLD.number, OLD.year,
         OLD.issued_on, OLD.issued_by_id, OLD.frozen, OLD.frozen_sha256)
  THEN
    RAISE EXCEPTION 'document % is issued and cannot be changed', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.file <> '' AND
     ROW(NEW.file, NEW.file_sha256, NEW.rendered_at) IS DISTINCT FROM ROW(OLD.file, OLD.file_sha256, OLD.rendered_at)
  THEN
    RAISE EXCEPTION 'the file of document % is stored and cannot be replaced', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER issued_stays_issued BEFORE UPDATE OR DELETE ON documents_officialdocument
FOR EACH ROW EXECUTE FUNCTION documents_issued_stays_issued();
"""

REMOVE = """
DROP TRIGGER issued_stays_issued ON documents_officialdocument;
DROP FUNCTION documents_issued_stays_issued();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]
