"""Writing law as data: an organisation's own provisions, and the files of the library."""

from legal.services.entering import end_parameter, enter_own_document, enter_parameter
from legal.services.loading import load_library, read_beside_library

__all__ = ["end_parameter", "enter_own_document", "enter_parameter", "load_library", "read_beside_library"]
