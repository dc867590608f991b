from pathlib import Path

import pytest

from config import env

ROOT = Path("/srv/fairlead")


def test_text_prefers_what_a_secret_file_holds(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", "utf-8")
    monkeypatch.setenv("FAIRLEAD_TEST", "from the environment")
    monkeypatch.setenv("FAIRLEAD_TEST_FILE", str(secret))

    assert env.text("FAIRLEAD_TEST") == "from the file"


def test_text_takes_an_empty_value_for_an_absent_one(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_TEST", "")

    assert env.text("FAIRLEAD_TEST", "default") == "default"


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("off", False)])
def test_flag_reads_the_usual_words(monkeypatch, value, meaning):
    monkeypatch.setenv("FAIRLEAD_TEST", value)

    assert env.flag("FAIRLEAD_TEST") is meaning


def test_flag_refuses_a_word_it_does_not_know(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_TEST", "perhaps")

    with pytest.raises(env.BadSetting, match="FAIRLEAD_TEST"):
        env.flag("FAIRLEAD_TEST")


def test_items_drops_blanks(monkeypatch):
    monkeypatch.setenv("FAIRLEAD_TEST", "a.example, b.example,,")

    assert env.items("FAIRLEAD_TEST") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/x.sqlite3", "/srv/fairlead/var/x.sqlite3"),
        ("sqlite:////data/my%20leads.sqlite3", "/data/my leads.sqlite3"),
    ],
)
def test_database_finds_the_sqlite_file(url, name):
    assert env.database(url, root=ROOT)["NAME"] == name


def test_database_lets_sqlite_ask_for_its_lock_first():
    options = env.database("sqlite:///x", root=ROOT)["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"


def test_database_reads_a_whole_postgres_address():
    found = env.database(
        "postgresql://ana:p%40ss%2Fword@db.example:5433/leads?sslmode=require", root=ROOT
    )

    keys = ["NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"]
    expected = ["leads", "ana", "p@ss/word", "db.example", "5433", {"sslmode": "require"}]
    assert [found[key] for key in keys] == expected


def test_database_reads_the_folder_of_a_postgres_socket():
    found = env.database("postgres://ana@/leads?host=/run/postgresql&port=5433", root=ROOT)

    assert [found[key] for key in ["HOST", "PORT", "USER", "OPTIONS"]] == [
        "/run/postgresql",
        "5433",
        "ana",
        {},
    ]


@pytest.mark.parametrize(
    "url",
    ["mysql://ana:secret@db/leads", "postgres://ana:secret@db:port/leads", "postgres://db", "x"],
)
def test_database_refuses_an_address_without_repeating_it(url):
    with pytest.raises(env.BadSetting) as refusal:
        env.database(url, root=ROOT)

    assert "secret" not in str(refusal.value)
