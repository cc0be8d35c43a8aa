"""UIDs and codes of the demonstration: the same at every set-up."""
import uuid

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

_namespace = uuid.uuid5(uuid.NAMESPACE_URL, "urn:kinote:demonstration")


def uid(*parts):
    """A UID of the form 2.25.N (PS3.5 B.2) that depends on the parts alone."""
    return f"2.25.{uuid.uuid5(_namespace, '/'.join(str(part) for part in parts)).int}"


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = scheme
    item.CodeMeaning = meaning
    return item


def code_sequence(value, scheme, meaning):
    return Sequence([code(value, scheme, meaning)])
