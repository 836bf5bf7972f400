"""Errands: what the other end says is told on, and its death is no riddle."""

import sys
from pathlib import Path

import pytest

from nadi.running import errands
from nadi.running.folder import Trouble

OTHER_END = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["words"] == ["die"]:
        sys.exit("It was too much.")
    problem = "No such thing." if asked["words"] == ["fail"] else ""
    print(json.dumps({"said": f"{asked}", "problem": problem}), flush=True)
"""


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> errands.Errands:
    monkeypatch.setattr(errands, "django_command", lambda _: [sys.executable, "-c", OTHER_END])
    return errands.Errands({"NADI_DATABASE_URL": "postgresql:///app"}, tmp_path / "errands.log")


def test_one_process_runs_them_all_each_on_its_database(sent: errands.Errands) -> None:
    with sent:
        assert sent.run("a", "b") == "{'words': ['a', 'b'], 'database': 'postgresql:///app'}"
        assert "postgresql:///owner" in sent.run("c", database="postgresql:///owner")
        with pytest.raises(Trouble, match=r"fail did not succeed:\sNo such thing\."):
            sent.run("fail")
        assert "again" in sent.run("again")
    assert sent.process.returncode is not None


def test_one_that_died_says_where_to_look(sent: errands.Errands) -> None:
    with sent:
        for _ in range(2):
            with pytest.raises(Trouble, match=r"die did not come to its end.*errands\.log"):
                sent.run("die")
    assert sent.log.read_text() == "It was too much.\n"
