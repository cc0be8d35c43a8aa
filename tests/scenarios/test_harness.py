"""The first of everything: it starts, says so, answers and stops."""


def test_a_site_starts_answers_and_stops(site):
    site.start()
    assert site.api.studies() == []
    assert site.rows.one("SELECT count(*) FROM instance") == 0
    assert site.stop() == (0, "")
