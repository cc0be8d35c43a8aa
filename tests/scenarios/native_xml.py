"""The Native DICOM Model (PS3.19 A.1) read with nothing of ours: as the DICOM JSON that says the same."""

import xml.etree.ElementTree

NAMESPACE = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"
COMPONENTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
NUMBERS = ("DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV")


def root_of(text):
    """@raise xml.etree.ElementTree.ParseError  for what is not well-formed."""
    root = xml.etree.ElementTree.fromstring(text)
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
    assert root.tag == "NativeDicomModel"
    return root


def read(text):
    return _data_set(root_of(text))


def _data_set(element):
    assert all(child.tag == "DicomAttribute" for child in element)
    creators = {child[0].text: child.get("tag") for child in element
                if child.get("privateCreator") is None and child.get("vr") == "LO" and int(child.get("tag")[:4], 16) % 2
                and len(child)}
    return {_tag(child, creators): _attribute(child) for child in element}


def _tag(attribute, creators):
    tag, creator = attribute.get("tag"), attribute.get("privateCreator")
    return tag if creator is None else tag[:4] + creators[creator][6:] + tag[6:]


def _attribute(element):
    told = {"vr": element.get("vr")}
    if len(element) and element[0].tag == "BulkData":
        return {**told, "BulkDataURI": element[0].get("uri")}
    if len(element) and element[0].tag == "InlineBinary":
        return {**told, "InlineBinary": element[0].text}
    assert [int(child.get("number")) for child in element] == list(range(1, len(element) + 1))
    values = [_value(child, told["vr"]) for child in element]
    return {**told, "Value": values} if values else told


def _value(element, vr):
    if element.tag == "Item":
        return _data_set(element)
    if element.tag == "PersonName":
        return {group.tag: _components(group) for group in element} or None
    assert element.tag == "Value"
    return number(element.text) if vr in NUMBERS and element.text else element.text


def _components(group):
    found = {child.tag: child.text for child in group}
    assert set(found) <= set(COMPONENTS)
    return "^".join(found.get(name, "") for name in COMPONENTS).rstrip("^")


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def with_plain_numbers(model):
    """DICOM JSON, its numbers as read() has them."""
    if isinstance(model, list):
        return [with_plain_numbers(one) for one in model]
    if not isinstance(model, dict):
        return model
    if model.get("vr") in NUMBERS and "Value" in model:
        return {**model, "Value": [number(one) for one in model["Value"]]}
    return {key: with_plain_numbers(one) for key, one in model.items()}
