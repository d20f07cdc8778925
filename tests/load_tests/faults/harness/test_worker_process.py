from pathlib import Path

from load_tests.faults.harness.worker_process import ProcessEnd, last_complaint


def test_a_crash_is_reported_with_the_reason_that_the_worker_logged(tmp_path: Path) -> None:
    """The reason is not always in the last line, and the log is deleted with the run."""
    log = tmp_path / "w0.log"
    assert (
        str(ProcessEnd("w0", -9, expected=False, log_line=last_complaint(log))) == "w0 ended with -9: its log is empty"
    )
    log.write_text("begins\nthe consumer cannot go on; the process ends\nTraceback\n")
    assert last_complaint(log) == "the consumer cannot go on; the process ends"
    log.write_text("begins\nready\n")
    assert str(ProcessEnd("w0", 1, expected=False, log_line=last_complaint(log))) == "w0 ended with 1: ready"
