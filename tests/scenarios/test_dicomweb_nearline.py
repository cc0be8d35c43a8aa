"""DICOMweb and what an archive alone has: told truly, brought back where its bytes are asked for."""

from archive_site import freed, is_back, site_with_study, vault  # noqa: F401  (fixtures)
from dicomweb import get, parts, search, value, values
from test_archive_recall import retrieves
from test_dicomweb_retrieve import address

SOP_UID, AVAILABILITY = "00080018", "00080056"


def test_searches_and_kept_attributes_bring_nothing_back(site_with_study, vault):  # noqa: F811
    site = site_with_study
    place, image = f"/studies/{site.study.uid}", site.large[0]
    known = get(site, address(image) + "/metadata").json
    freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    (study,) = search(site, "/studies", StudyInstanceUID=site.study.uid)
    assert value(study, AVAILABILITY) == "NEARLINE"
    found = {value(one, SOP_UID): value(one, AVAILABILITY) for one in search(site, place + "/instances")}
    away = {uid for uid, availability in found.items() if availability == "NEARLINE"}
    assert away == {str(one.SOPInstanceUID) for one in site.large}
    assert values(search(site, place + "/instances", ContentDate="20000101-", status=200), SOP_UID) != []
    assert get(site, address(image) + "/metadata").json == known
    assert retrieves(site) == []


def test_bytes_that_are_away_are_fetched_meanwhile(site_with_study, vault):  # noqa: F811
    site = site_with_study
    place, image = f"/studies/{site.study.uid}", site.large[0]
    before = freed(site)
    site.run(("queues", "halt"), "RETRIEVE_VAULT")
    for path in (place, address(image), address(image) + "/frames/1", address(image) + "/bulkdata/7FE00010",
                 address(image) + "/rendered", address(image) + "/thumbnail", place + "/rendered", place + "/metadata"):
        answer = get(site, path, status=503)
        assert int(answer.headers["Retry-After"]) > 0 and answer.json["error"]["message"], answer
    get(site, address(image) + "/rendered", 'multipart/related; type="image/jpeg"', status=503)
    assert retrieves(site) == [("new",)], "asked for once"
    get(site, address(site.small))
    site.run(("queues", "start"), "RETRIEVE_VAULT")
    is_back(site, before)
    assert len(parts(get(site, place))) >= 4
    assert get(site, address(image) + "/rendered").headers["Content-Type"] == "image/jpeg"
