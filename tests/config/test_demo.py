import socket
from collections.abc import Iterator

import pytest

from config import demo


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens already."""
    with socket.socket() as other:
        other.bind((demo.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_before_anything_is_prepared(taken, capsys, monkeypatch):
    monkeypatch.chdir(".")

    code = demo.main(["--port", str(taken)])

    said = capsys.readouterr()
    assert code == 1
    assert said.err == f"Port {taken} is taken. Choose another: make demo PORT={taken + 1}\n"
    assert said.out == ""


def test_a_free_port_is_not_taken(taken):
    with socket.socket() as probe:
        probe.bind((demo.HOST, 0))
        free = probe.getsockname()[1]

    assert (demo.is_taken(free), demo.is_taken(taken)) == (False, True)


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "-1"])
def test_what_is_no_port_is_said_to_be_none(text, capsys):
    with pytest.raises(SystemExit):
        demo.main([f"--port={text}"])

    assert "name one from 1 to 65535" in capsys.readouterr().err
