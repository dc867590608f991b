from pathlib import Path

import psycopg
import pytest

from config.postgres import running

pytestmark = pytest.mark.postgres


def settings_of(url: str) -> tuple:
    with psycopg.connect(url) as connection:
        query = "SELECT current_setting('server_encoding'), datcollate FROM pg_database"
        return connection.execute(f"{query} WHERE datname = current_database()").fetchone()


def test_server_speaks_utf8_and_knows_chinese_letters():
    with running() as url:
        assert settings_of(url) == ("UTF8", "C.UTF-8")


def fail_with_a_server(urls: list[str]) -> None:
    with running() as url:
        urls.append(url)
        raise RuntimeError("the command failed")


def test_server_is_gone_after_a_failure():
    urls: list[str] = []

    with pytest.raises(RuntimeError, match="the command failed"):
        fail_with_a_server(urls)

    assert not Path(urls[0].partition("host=")[2]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls[0])
