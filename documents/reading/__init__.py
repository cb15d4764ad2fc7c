"""Reading an official document from text into the content model. Pure: no database, no clock, no request."""

from documents.reading.document import read_text
from documents.reading.model import Doubt, Reading

__all__ = ["Doubt", "Reading", "read_text"]
