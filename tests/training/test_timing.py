"""The limit on how often a view is redrawn, and the estimate of the time left."""

from __future__ import annotations

import pytest

from helpers.training.view.timing import RateLimiter, TimeEstimate


def test_one_slow_action_does_not_delay_the_next() -> None:
    limiter = RateLimiter(0.25)
    assert limiter.ready(0.0)
    limiter.record(0.0, 5.0)
    assert limiter.next_time == 5.25
    limiter.record(6.0, 6.001)
    assert limiter.next_time == pytest.approx(6.251)
    limiter.record(7.0, 8.0)
    limiter.record(9.0, 10.0)
    assert limiter.next_time == 80.0
    assert not limiter.ready(79.9)
    assert limiter.ready(80.0)


def test_time_left_includes_validation_and_changes_smoothly() -> None:
    """Epochs of 8 s training and 2 s validation; the first takes 6 s more, to compile."""
    estimate, at, lefts = TimeEstimate(800, 5), 0.0, []
    for epoch in range(5):
        at += 6.0 * (epoch == 0)
        for done in range(50, 801, 50):
            at += 0.5
            estimate.add_batch(at, done)
            lefts.append((estimate.seconds_left(epoch, done), 56.0 - at))
        at += 2.0
        estimate.add_epoch(10.0 + 6.0 * (epoch == 0))
    assert [left for left, _ in lefts[:3]] == [None] * 3
    for left, true in lefts[3:]:
        assert left == pytest.approx(true, abs=7)
    for left, true in lefts[48:]:
        assert left == pytest.approx(true, abs=2)


def test_one_slow_batch_does_not_change_the_rate() -> None:
    estimate = TimeEstimate(1000, 1)
    for second in range(6):
        estimate.add_batch(float(second), 10 * second)
    before = estimate.rate
    estimate.add_batch(60.0, 60)
    assert estimate.rate == before
