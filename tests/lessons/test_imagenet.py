"""The ImageNet plot: the numbers of the literature, and a picture that shows them."""

from __future__ import annotations

from typing import Any

from helpers.lessons.lesson_08 import imagenet

PUBLISHED = {
    **{2010: 28.2, 2011: 25.8, 2012: 16.4, 2013: 11.7, 2014: 6.7},  # Russakovsky et al. 2015
    2015: 3.6,  # He et al. 2015
    **{2016: 3.0, 2017: 2.3},  # Hu et al. 2017
}


def test_numbers_are_the_published_ones() -> None:
    assert {winner.year: winner.error for winner in imagenet.WINNERS} == PUBLISHED
    assert imagenet.PERSON == 5.1


def test_each_winner_is_better_than_the_one_before() -> None:
    errors = [winner.error for winner in imagenet.WINNERS]
    assert errors == sorted(errors, reverse=True)
    assert imagenet.better_than_a_person().year == 2015
    assert [winner.year for winner in imagenet.WINNERS if not winner.convolutional] == [2010, 2011]


def test_plot_shows_every_number() -> None:
    drawn = imagenet.plot_winners()
    axes: Any = drawn.figure.axes[0]
    assert [bar.get_height() for bar in axes.patches] == list(PUBLISHED.values())
    texts = [text.get_text() for text in axes.texts]
    for error in PUBLISHED.values():
        assert f"{error:.1f}" in texts
        assert f"{error:.1f}" in drawn.alt
    assert list(axes.lines[0].get_ydata()) == [5.1, 5.1]
    assert "a person: 5.1" in texts


def test_sources_are_named() -> None:
    for source in ("Russakovsky", "IJCV", "K. He", "J. Hu"):
        assert source in imagenet.SOURCES
