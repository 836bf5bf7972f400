"""A log says what went wrong, in plain lines, and nothing that was held at that moment."""

import pytest
import structlog


def test_a_failure_is_told_without_what_its_frames_held(capsys: pytest.CaptureFixture[str]) -> None:
    def opens_a_mail(secret: str) -> None:
        raise ValueError(f"{len(secret)} letters")

    try:
        opens_a_mail("-".join(["sword", "fish"]))
    except ValueError:
        structlog.get_logger("mail").exception("mail_not_kept")
    said = capsys.readouterr().out
    assert "mail_not_kept" in said
    assert "ValueError: 10 letters" in said
    assert "sword-fish" not in said
    assert "\x1b" not in said


def test_the_secret_of_a_link_is_hidden_here_too(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("web").warning("refused", path="/account/enter/abc-_123/", status=403)
    said = capsys.readouterr().out
    assert "/account/enter/•••/" in said
    assert "abc-_123" not in said
