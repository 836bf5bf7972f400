"""A worker that failed ends, whatever still waits in it: the supervisor can only start it anew."""

import threading

from nadi.core.tests.forked import forked
from nadi.running import worker


def _fail_and_wait() -> None:
    def loses_the_database() -> None:
        raise OSError("the server closed the connection")

    worker.END_WITHIN = 0.5
    threading.Thread(target=threading.Event().wait, name="waits-for-ever").start()
    worker.Worker()._guard(loses_the_database)
    threading.Event().wait()


def test_a_failed_worker_ends_even_where_a_thread_of_it_waits_for_ever() -> None:
    with forked(_fail_and_wait) as failing:
        said = failing.output.read()
        assert failing.end() == 1
    assert "the server closed the connection" in said
    assert "Thread 0x" in said  # where each thread stood
