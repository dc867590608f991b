import stat

from config.secret import stored_key


def test_every_process_of_a_machine_gets_the_same_key(tmp_path):
    path = tmp_path / "var" / "secret_key"

    first, second = stored_key(path), stored_key(path)

    assert first == second
    assert len(first) > 50


def test_only_its_owner_may_read_the_key(tmp_path):
    path = tmp_path / "secret_key"

    stored_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
