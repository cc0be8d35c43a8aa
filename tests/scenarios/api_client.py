"""A client of the API: one request per connection, and no opinion on the answer."""

import http.client
import json
import urllib.parse


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:400]!r}"


class ApiClient:
    def __init__(self, port, token=None):
        self.port, self.token = port, token

    def request(self, path, method="GET", headers=None, body=None, limit=60):
        """Sends one request; a header given as None is left out."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent.update(headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=limit)
        try:
            connection.request(method, path, body=body,
                               headers={name: value for name, value in sent.items() if value is not None})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def status(self, path, method="GET", limit=60):
        """What a request is answered with; the body, which need not have an end, is not read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=limit)
        try:
            connection.request(method, path, headers={"Authorization": f"Bearer {self.token}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def get(self, path, status=200, **parameters):
        """The JSON of a GET that answers with `status`."""
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        answer = self.request(path + query)
        assert answer.status == status, (path + query, answer)
        return answer.json

    def studies(self, **parameters):
        return self.get("/api/studies", **{"limit": 1000, **parameters})["studies"]

    def notes(self, study_instance_uid):
        return self.get(f"/api/studies/{study_instance_uid}/notes")["notes"]

    def note(self, note):
        return self.get(f"/api/notes/{note}")

    def all_notes(self):
        return self.get("/api/notes", limit=1000)["notes"]

    def quarantine(self):
        return self.get("/api/quarantine", limit=1000)["objects"]

    def selections(self):
        return self.get("/api/selections", limit=1000)["selections"]

    def exceptions(self):
        return self.get("/api/exceptions", limit=1000)["exceptions"]

    def rendered(self, sop_instance_uid, **parameters):
        """The whole answer of the picture of an object."""
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        return self.request(f"/api/instances/{sop_instance_uid}/rendered{query}")
