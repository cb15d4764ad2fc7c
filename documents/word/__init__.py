"""Official documents as .docx: written from the content model, and read back after somebody edited them in Word."""

from documents.word.reading import WordReading, read_back
from documents.word.returning import Returned, returned
from documents.word.writer import word_file

__all__ = ["Returned", "WordReading", "read_back", "returned", "word_file"]
