"""The winners of the ImageNet challenge by year, with the sources of the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.draw.colours import INK, KERNEL, OUTPUT, SOFT
from helpers.draw.theme import Picture, canvas


@dataclass(frozen=True)
class Winner:
    """The best entry of a year.

    Args:
        year: The year.
        name: The name of the entry.
        error: The top-5 error in per cent: how often the right class is not among the five most
            probable ones.
        convolutional: Whether it is a convolutional network.
    """

    year: int
    name: str
    error: float
    convolutional: bool


WINNERS = (
    Winner(2010, "NEC-UIUC", 28.2, False),
    Winner(2011, "XRCE", 25.8, False),
    Winner(2012, "AlexNet", 16.4, True),
    Winner(2013, "Clarifai", 11.7, True),
    Winner(2014, "GoogLeNet", 6.7, True),
    Winner(2015, "ResNet", 3.6, True),
    Winner(2016, "Trimps-Soushen", 3.0, True),
    Winner(2017, "SENet", 2.3, True),
)
"""Errors on the test set, of entries that were trained on the pictures of the challenge only."""

PERSON = 5.1
"""The top-5 error of a trained person in per cent, on 1,500 of the test pictures."""

SOURCES = (
    "2010–2014 and the person: O. Russakovsky et al., ImageNet Large Scale Visual Recognition "
    "Challenge, IJCV 115, 2015. "
    "2015: K. He et al., Deep Residual Learning for Image Recognition, 2015. "
    "2016, 2017: J. Hu et al., Squeeze-and-Excitation Networks, 2017."
)


def better_than_a_person() -> Winner:
    """Return the first winner whose error is lower than a person's.

    >>> better_than_a_person().name
    'ResNet'
    """
    return next(winner for winner in WINNERS if winner.error < PERSON)


def plot_winners() -> Picture:
    """Draw the error of each winner as a bar, and the error of a person as a line.

    >>> plot_winners()
    Top-5 error of the ImageNet winners in per cent: 2010 NEC-UIUC 28.2, 2011 XRCE 25.8, \
2012 AlexNet 16.4, 2013 Clarifai 11.7, 2014 GoogLeNet 6.7, 2015 ResNet 3.6, \
2016 Trimps-Soushen 3.0, 2017 SENet 2.3. A person: 5.1
    """
    figure, axes = canvas(7.6, 4.4)
    years = [winner.year for winner in WINNERS]
    colours = [OUTPUT if winner.convolutional else SOFT for winner in WINNERS]
    axes.bar(years, [winner.error for winner in WINNERS], width=0.66, color=colours)
    for winner, colour in zip(WINNERS, colours):
        # On a bar below the line of a person, that line would cross the number: it stands inside.
        above = winner.error > PERSON
        axes.text(
            winner.year,
            winner.error + (0.5 if above else -1.6),
            f"{winner.error:.1f}",
            ha="center",
            color=colour if above else "white",
            weight="bold",
        )
    axes.axhline(PERSON, color=KERNEL, linewidth=2, linestyle="--")
    axes.text(2017.45, PERSON + 0.5, f"a person: {PERSON}", ha="right", color=KERNEL, weight="bold")
    names = [f"{winner.year}\n{winner.name.replace('-', '-' + chr(10))}" for winner in WINNERS]
    axes.set_xticks(years, names, color=INK, size=11)
    axes.tick_params(axis="x", length=0)
    axes.set(xlim=(2009.5, 2017.5), ylim=(0, 31), ylabel="top-5 error, per cent")
    axes.text(2010.6, 29.3, "grey: features made by hand", color=SOFT)
    axes.text(2012.6, 22.0, "green: convolutional networks", color=OUTPUT)
    errors = ", ".join(f"{each.year} {each.name} {each.error:.1f}" for each in WINNERS)
    alt = f"Top-5 error of the ImageNet winners in per cent: {errors}. A person: {PERSON}"
    return Picture(figure, alt)
