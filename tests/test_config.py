from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.model import AgencyCode
from wbs.cases.reporters.uploads import FileLimits
from wbs.config import (
    CREDENTIAL_BYTES,
    Bind,
    InvestigatorConfig,
    PortalConfig,
    create_credential,
    read_credential,
)
from wbs.crypto.parcel import OutboxPrivateKey
from wbs.errors import ConfigError
from wbs.store.migrations import migrate


def test_without_any_variable_the_portal_listens_on_loopback_and_keeps_data_here():
    config = PortalConfig.from_environment({"PATH": "/bin"})
    assert config.bind == Bind("127.0.0.1", 8000)
    assert config.hosts == ("127.0.0.1",)
    assert config.data == Path.cwd() / "data"
    assert config.database_url == f"sqlite:///{Path.cwd()}/data/wbs.sqlite"
    assert (config.https, config.onion) == (False, False)
    assert (config.cases_per_day, config.upload_bytes_per_day) == (50_000, 256 << 30)
    assert config.file_limits == FileLimits(2 << 30, {})


def test_variables_are_taken_as_they_are():
    config = PortalConfig.from_environment(
        {
            "WBS_DATA": "/srv/wbs",
            "WBS_DATABASE_URL": "postgresql://db/wbs",
            "WBS_CREDENTIALS": "/run/secrets",
            "WBS_PORTAL_BIND": "0.0.0.0:80",
            "WBS_PORTAL_HOSTS": "Lapor.example, x.onion",
            "WBS_PORTAL_HTTPS": "1",
            "WBS_PORTAL_ONION": "0",
            "WBS_PORTAL_ONION_ADDRESS": "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion",
            "WBS_PORTAL_EXIT": "https://example.com/",
            "WBS_PORTAL_CASES_PER_DAY": "200",
            "WBS_PORTAL_UPLOAD_BYTES_PER_DAY": "1000000000000000",
            "WBS_PORTAL_FILE_LIMITS": "61.08=1048576, 61=1099511627776, *=5000000",
        }
    )
    assert (config.cases_per_day, config.upload_bytes_per_day) == (200, 10**15)
    assert config.file_limits == FileLimits(5_000_000, {AgencyCode("61.08"): 1 << 20, AgencyCode("61"): 1 << 40})
    assert config.hosts == ("lapor.example", "x.onion")
    assert config.onion_address == "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
    assert (config.https, config.onion, config.exit_url) == (True, False, "https://example.com/")
    assert (config.credentials, config.keys) == (Path("/run/secrets"), Path("/srv/wbs/keys"))


def test_a_portal_that_would_tell_visitors_of_the_https_site_that_they_came_through_tor_is_refused():
    assert PortalConfig.from_environment({"WBS_PORTAL_ONION": "1"}).onion
    with pytest.raises(ConfigError, match="not both"):
        PortalConfig.from_environment({"WBS_PORTAL_ONION": "1", "WBS_PORTAL_HTTPS": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WBS_PORTAL_BIND", "8000"),
        ("WBS_PORTAL_BIND", "127.0.0.1:"),
        ("WBS_PORTAL_BIND", ":8000"),
        ("WBS_PORTAL_BIND", "127.0.0.1:0"),
        ("WBS_PORTAL_BIND", "127.0.0.1:65536"),
        ("WBS_PORTAL_BIND", "127.0.0.1:80a"),
        ("WBS_PORTAL_HOSTS", "*.example.com"),
        ("WBS_PORTAL_HOSTS", "example.com:80"),
        ("WBS_PORTAL_HOSTS", "https://example.com"),
        ("WBS_PORTAL_HTTPS", "yes"),
        ("WBS_PORTAL_ONION", "true"),
        ("WBS_PORTAL_ONION_ADDRESS", "a" * 56 + ".onion"),
        ("WBS_PORTAL_ONION_ADDRESS", "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"),
        ("WBS_PORTAL_EXIT", "http://example.com/"),
        ("WBS_PORTAL_EXIT", "https://example.com/\r\nSet-Cookie: x"),
        ("WBS_PORTAL_EXIT", "javascript:alert(1)"),
        ("WBS_PORTAL_CASES_PER_DAY", "0"),
        ("WBS_PORTAL_CASES_PER_DAY", "-1"),
        ("WBS_PORTAL_CASES_PER_DAY", "1e9"),
        ("WBS_PORTAL_CASES_PER_DAY", "\u0661"),
        ("WBS_PORTAL_UPLOAD_BYTES_PER_DAY", "unlimited"),
        ("WBS_PORTAL_UPLOAD_BYTES_PER_DAY", "1" + 15 * "0" + "0"),
        ("WBS_PORTAL_UPLOAD_BYTES_PER_DAY", 5000 * "9"),
        ("WBS_PORTAL_FILE_LIMITS", "524288000"),
        ("WBS_PORTAL_FILE_LIMITS", "61.08=500MB"),
        ("WBS_PORTAL_FILE_LIMITS", "61.08=1048575"),
        ("WBS_PORTAL_FILE_LIMITS", "61.08=1099511627777"),
        ("WBS_PORTAL_FILE_LIMITS", "61.8=1048576"),
        ("WBS_PORTAL_FILE_LIMITS", "61=1048576,61=2097152"),
        ("WBS_PORTAL_FILE_LIMITS", "*=1048576,*=2097152"),
        ("WBS_PORTAl_BIND", "127.0.0.1:8000"),
        ("WBS_SECRET", "x"),
    ],
)
def test_a_variable_that_is_wrong_or_unknown_is_named(name: str, value: str):
    with pytest.raises(ConfigError, match=name):
        PortalConfig.from_environment({name: value})


def test_who_listens_to_the_world_must_say_under_which_names():
    with pytest.raises(ConfigError, match="WBS_PORTAL_HOSTS"):
        PortalConfig.from_environment({"WBS_PORTAL_BIND": "0.0.0.0:8000"})


def test_each_application_reads_its_own_variables():
    environment = {"WBS_PORTAL_BIND": "127.0.0.1:1", "WBS_INVESTIGATOR_BIND": "127.0.0.1:2"}
    assert PortalConfig.from_environment(environment).bind.port == 1
    assert InvestigatorConfig.from_environment(environment).bind.port == 2


@pytest.mark.parametrize(
    ("environment", "origin", "host"),
    [
        ({}, "http://localhost:8001", "localhost"),
        ({"WBS_INVESTIGATOR_BIND": "127.0.0.1:9"}, "http://127.0.0.1:9", "127.0.0.1"),
        ({"WBS_INVESTIGATOR_BIND": "127.0.0.1:80"}, "http://127.0.0.1", "127.0.0.1"),
        (
            {"WBS_INVESTIGATOR_HOSTS": "petugas.example,b.example", "WBS_INVESTIGATOR_HTTPS": "1"},
            "https://petugas.example",
            "petugas.example",
        ),
        (
            {"WBS_INVESTIGATOR_HOSTS": "a.example,b.example", "WBS_INVESTIGATOR_ORIGIN": "https://b.example:8443"},
            "https://b.example:8443",
            "b.example",
        ),
    ],
)
def test_passkeys_belong_to_the_origin_that_browsers_name(environment: dict[str, str], origin: str, host: str) -> None:
    config = InvestigatorConfig.from_environment(environment)
    assert (config.origin, config.host) == (origin, host)


@pytest.mark.parametrize(
    "origin",
    ["localhost", "https://evil.example", "https://localhost/", "ftp://localhost", "https://LOCALHOST", "http://*"],
)
def test_an_origin_that_is_not_answered_here_is_refused(origin: str) -> None:
    with pytest.raises(ConfigError, match="WBS_INVESTIGATOR_ORIGIN"):
        InvestigatorConfig.from_environment({"WBS_INVESTIGATOR_ORIGIN": origin})


def test_a_credential_is_drawn_once_and_is_the_owners_alone(tmp_path: Path):
    folder = tmp_path / "credentials"
    secret = create_credential(folder, "x")
    assert len(secret) == CREDENTIAL_BYTES
    assert create_credential(folder, "x") == read_credential(folder, "x") == secret
    assert (folder / "x").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_credential_that_everybody_can_read_is_refused(tmp_path: Path):
    create_credential(tmp_path, "x")
    (tmp_path / "x").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod"):
        read_credential(tmp_path, "x")


@given(st.text(max_size=60))
def test_a_file_that_is_no_credential_is_refused_and_never_quoted(tmp_path_factory: pytest.TempPathFactory, text: str):
    folder = tmp_path_factory.mktemp("c")
    (folder / "x").write_text(text, encoding="utf-8")
    (folder / "x").chmod(0o600)
    with pytest.raises(ConfigError) as refused:
        read_credential(folder, "x")
    whatever_it_holds = (
        f"cannot read the credential x in {folder}",
        f"the credential x in {folder} is not 32 bytes in base64url",
    )
    assert str(refused.value) in whatever_it_holds


def test_a_missing_credential_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match="portal-ticket"):
        read_credential(tmp_path, "portal-ticket")


def test_a_data_folder_with_signs_of_an_address_in_its_name_is_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "data 100% what?"
    folder.mkdir()
    url = PortalConfig.from_environment({"WBS_DATA": str(folder)}).database_url
    migrate(url)
    assert (folder / "wbs.sqlite").exists()


def test_the_key_of_the_nightly_jobs_is_read_strictly() -> None:
    key = OutboxPrivateKey.generate()
    assert InvestigatorConfig.from_environment({}).outbox_key is None
    given = InvestigatorConfig.from_environment({"WBS_OUTBOX_KEY": key.public.text})
    assert given.outbox_key == key.public.text
    for wrong in (key.unsafe_text(), key.public.text[:-1], "age1"):
        with pytest.raises(ConfigError, match="WBS_OUTBOX_KEY") as caught:
            InvestigatorConfig.from_environment({"WBS_OUTBOX_KEY": wrong})
        assert wrong not in str(caught.value) or wrong == "age1"
