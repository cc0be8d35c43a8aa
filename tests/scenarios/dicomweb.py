"""DICOMweb as a client sees it: searches, and answers of many parts taken apart."""

import email.parser
import email.policy
import urllib.parse


def search(site, path, status=200, **parameters):
    """The matches of a search; a list stands for a parameter given several times."""
    query = "?" + urllib.parse.urlencode(parameters, doseq=True) if parameters else ""
    answer = site.api.request(f"/dicom-web{path}{query}")
    assert answer.status == status, (path + query, answer)
    if status != 200:
        return answer
    assert answer.headers["Content-Type"] == "application/dicom+json"
    return answer.json


def value(match, tag):
    """The first value of an attribute; None where it has none."""
    return (match.get(tag, {}).get("Value") or [None])[0]


def values(matches, tag):
    return [value(match, tag) for match in matches]


def get(site, path, accept=None, status=200, method="GET", **headers):
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    answer = site.api.request(f"/dicom-web{path}", method, headers={"Accept": accept, **sent})
    assert answer.status == status, (path, answer)
    return answer


def parts(answer):
    """The parts of a multipart answer: their headers and bodies."""
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + answer.headers["Content-Type"].encode() + b"\r\n\r\n" + answer.body)
    assert message.get_content_type() == "multipart/related" and not message.defects, message.defects
    boundary = message.get_param("boundary").encode()
    assert answer.body.endswith(b"\r\n--" + boundary + b"--\r\n")
    taken = []
    for raw in answer.body.split(b"--" + boundary)[1:-1]:  # the parser above changes line ends in bodies
        head, body = raw.removeprefix(b"\r\n").removesuffix(b"\r\n").split(b"\r\n\r\n", 1)
        taken.append((dict(line.split(": ", 1) for line in head.decode().split("\r\n")), body))
    return taken
