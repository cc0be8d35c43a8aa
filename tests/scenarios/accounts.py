"""Accounts of a site, and browsers that sign in with them."""

import json

from api_client import ApiClient

PASSWORD = "seven green lamps"
OWN = {"X-Kinote-Request": "1"}


def make_account(site, name, role="reader", display_name=None, password=PASSWORD):
    words = [name, "--role", role] + (["--display-name", display_name] if display_name else [])
    return site.json(("account", "create"), *words, input=(password + "\n").encode())


class Browser:
    """Keeps the session's cookie, as a page of ours does."""

    def __init__(self, site):
        self.client, self.cookies = ApiClient(site.http_port), {}

    def request(self, path, method="GET", value=None, headers=None):
        sent = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items()), **OWN, **(headers or {})}
        if value is not None:
            sent["Content-Type"] = "application/json"
        answer = self.client.request(path, method, sent, None if value is None else json.dumps(value))
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, text = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None)
            if text:
                self.cookies[name] = text
        return answer

    def sign_in(self, account, password=PASSWORD, status=200):
        answer = self.request("/api/sign-in", "POST", {"account": account, "password": password})
        assert answer.status == status, answer
        return answer


def signed_in(site, account, password=PASSWORD):
    browser = Browser(site)
    browser.sign_in(account, password)
    return browser
