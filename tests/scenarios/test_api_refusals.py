"""What the API refuses, walked by its own description: what is not there, and bodies that are not as described."""

import json
import re

import pytest

import objects
from conftest import PROJECT

DESCRIPTION = json.loads((PROJECT / "docs" / "openapi.json").read_text())
NAMED = "{"  # of a path with the name of something in it

# What a part of a path may be: something that is not here, and something that names nothing at all.
UNKNOWN = {"study_instance_uid": "1.2.3", "series_instance_uid": "1.2.4", "sop_instance_uid": "1.2.5", "note": "1.2.6",
           "kosd": "1.2.7",
           "export": "999999", "media_export": "999999", "disc": "1", "reconciliation": "999999", "destination": "NOWHERE",
           "account": "nobody", "token": "999999", "task": "nothing", "rule": "nothing", "queue": "NOWHERE", "cause": "any", "job": "999999", "exception": "999999",
           "run": "999999"}
MALFORMED = {"study_instance_uid": "1..x", "series_instance_uid": "1..x", "sop_instance_uid": "1..x",
             "kosd": "1..x",
             "token": "seven", "export": "seven", "media_export": "seven", "reconciliation": "seven", "job": "seven", "exception": "seven", "run": "seven"}
ANY_NAME = {"account", "note", "destination", "task", "queue", "rule"}  # whatever is written is a name; of rejection notes it is a UID
MADE_BY_NAME = {("PUT", "/api/destinations/{destination}"), ("PUT", "/api/autopilot/rules/{rule}")}

# Fields that a body must have right before the others are looked at.
SAMPLES = {"value": "113000", "scheme": "DCM", "meaning": "Of Interest", "type": "person", "name": "Doe^Jane",
           "author": "Doe^Jane", "ae_title": "NORTH", "host": "127.0.0.1", "destination": "NORTH",
           "since": "2026-11-27"}
ONE_OF_TWO = {"author", "name"}  # needed where others are not there
WRONG = {"string": 5, "integer": "five", "boolean": "maybe", "array": {"a": 1}, "object": [1]}


def operations():
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def schema_of(schema):
    return DESCRIPTION["components"]["schemas"][schema["$ref"].split("/")[-1]] if "$ref" in schema else schema


def body_schema(operation):
    content = operation.get("requestBody", {}).get("content", {})
    return schema_of(content["application/json"]["schema"]) if content else None


def kinds(schema):
    return [schema["type"]] if isinstance(schema["type"], str) else [one for one in schema["type"] if one != "null"]


def sample(schema, name):
    """The least that is right, but for what stands in no description."""
    schema = schema_of(schema)
    kind = kinds(schema)[0]
    if kind == "object":
        return {field: sample(inner, field) for field, inner in schema["properties"].items()
                if field in schema.get("required", []) or field in ONE_OF_TWO}
    if kind == "array":
        return [sample(schema["items"], name)]
    if kind == "string":
        return SAMPLES.get(name, "1.2.3" if name.endswith("_uid") else schema.get("enum", ["a"])[0])
    return {"integer": 1, "boolean": True}[kind]


def faults(schema, name, place):
    """Each wrong value for the place with the words by which its answer must name it."""
    schema = schema_of(schema)
    kind = kinds(schema)[0]
    yield WRONG[kind], place
    if kind == "string":
        yield "x" * (schema.get("maxLength", 100_000) + 1), place
        if "enum" in schema and name != "source":
            yield "nothing of these", place
    if kind == "integer" and "maximum" in schema:
        yield schema["minimum"] - 1, place
        yield schema["maximum"] + 1, place
    if kind == "array":
        if schema.get("minItems"):
            yield [], place
        if "maxItems" in schema:
            yield [sample(schema["items"], name)] * (schema["maxItems"] + 1), place
        is_named = kinds(schema_of(schema["items"]))[0] == "object"
        for wrong, inner in faults(schema["items"], name, f"{place}[0]" if is_named else place):
            yield [wrong], inner
    if kind == "object":
        right = sample(schema, name)
        for field in schema.get("required", []):
            without = {key: value for key, value in right.items() if key != field}
            yield without, f"{place}.{field}".lstrip(".")
        yield {**right, "zzz": 1}, f"{place}.zzz".lstrip(".")
        for field, inner in schema["properties"].items():
            for wrong, words in faults(inner, field, f"{place}.{field}".lstrip(".")):
                yield {**right, field: wrong}, words


def ask(site, method, path, body=None):
    return site.api.request(path, method, {"If-Match": '"1"', "Content-Type": "application/json"},
                            None if body is None else json.dumps(body))


def filled_path(path, parts):
    return re.sub(r"{(\w+)}", lambda match: parts[match.group(1)], path)


def expect_error(answer, status, code):
    assert answer.status == status, answer
    assert answer.json["error"]["code"] == code and answer.json["error"]["message"], answer


@pytest.mark.parametrize("method,path,operation", [one for one in operations() if NAMED in one[1]],
                         ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_there_is_not_found(sqlite_server, method, path, operation):
    schema = body_schema(operation)
    body = sample(schema, "") if schema else None
    if (method, path) in MADE_BY_NAME:
        return
    expect_error(ask(sqlite_server, method, filled_path(path, UNKNOWN), body), 404, "not_found")
    parts = set(re.findall(r"{(\w+)}", path)) - (ANY_NAME if "rejections" not in path else set())
    for part in parts:
        wrong = filled_path(path, {**UNKNOWN, part: MALFORMED.get(part, "1..x")})
        answer = ask(sqlite_server, method, wrong, body)
        assert answer.status == 400 or part != "study_instance_uid" and answer.status == 404, (wrong, answer)
        assert answer.json["error"]["code"] in ("invalid", "not_found")


def test_what_lies_below_a_study_that_is_here_is_asked_for(sqlite_server, tmp_path):
    study = objects.Study()
    sqlite_server.take_in(*objects.write(tmp_path / "in", objects.image(study)))
    assert sqlite_server.api.get(f"/api/studies/{study.uid}/deliveries") == {"deliveries": []}
    assert sqlite_server.api.get(f"/api/studies/{study.uid}/notes") == {"notes": []}
    for method, path, operation in operations():
        if not path.startswith("/api/studies/{study_instance_uid}/") or path.count(NAMED) != 2:
            continue
        answer = ask(sqlite_server, method, filled_path(path, {**UNKNOWN, "study_instance_uid": study.uid}))
        expect_error(answer, 404, "not_found")


@pytest.mark.parametrize("method,path,operation", [one for one in operations() if body_schema(one[2])],
                         ids=lambda value: value if isinstance(value, str) else "")
def test_a_fault_of_a_body_is_named_by_its_field(sqlite_server, method, path, operation):
    place = filled_path(path, UNKNOWN)
    unnamed = []
    for body, words in faults(body_schema(operation), "", ""):
        answer = ask(sqlite_server, method, place, body)
        message = answer.json["error"]["message"]
        if answer.status != 400 or words not in message:
            unnamed.append((json.dumps(body)[:200], words, answer.status, message[:200]))
    assert not unnamed, "\n".join(map(str, unnamed))
    answer = sqlite_server.api.request(place, method, {"If-Match": '"1"', "Content-Type": "application/json"}, "{")
    expect_error(answer, 400, "invalid")
