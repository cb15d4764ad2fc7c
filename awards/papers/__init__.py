"""The papers of commendation. Pure: dataclasses in, `documents.content.Content` out; no database, no clock."""
