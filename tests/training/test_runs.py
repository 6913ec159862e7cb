"""Records of trainings: saved, loaded, compared and drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small import CLASSES, SHAPE, network

from helpers.training import networks, runs

RUN = runs.Run(
    history={
        "loss": [2.0, 1.5],
        "accuracy": [0.2, 0.45],
        "val_loss": [1.9, 1.8],
        "val_accuracy": [0.35, 0.3],
    },
    seconds=[10.0, 9.0],
    images=80,
    batch_size=32,
    seed=0,
    parameters=1234,
    device="a pocket calculator",
    versions={"keras": "3"},
    filters=[[[[[0.5]]]], [[[[0.25]]]]],
)
LECTURE = runs.recorded("lecture")


def test_run_is_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    run = replace(RUN, test_loss=1.5, test_accuracy=0.25)
    path = run.save(tmp_path / "new folder" / "run.json")
    assert runs.load(path) == run
    assert [file.name for file in path.parent.iterdir()] == ["run.json"]


def test_nothing_is_claimed_of_a_run_without_numbers() -> None:
    nan = float("nan")
    lost = replace(RUN, history={name: [nan, nan] for name in RUN.history})
    assert lost.best == 0
    assert str(lost).splitlines() == [str(RUN).splitlines()[0]]
    assert runs.compare({"lost": lost}).rows[1][-1] == ""
    assert runs.compare({"mine": RUN}).rows == [
        ("network", "parameters", "epochs", "time", "validation"),
        ("mine", "1,234", "2", "19 s", "35.0 %"),
    ]


def test_save_that_fails_keeps_the_old_record(tmp_path: Path) -> None:
    path = RUN.save(tmp_path / "run.json")
    before = path.read_text()
    with pytest.raises(TypeError):
        replace(RUN, device=object()).save(path)  # type: ignore[arg-type]
    assert path.read_text() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"epochs": 3}', json.dumps({"history": {}})])
def test_file_that_is_not_a_record_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"run\.json is no record of a run.*expected history"):
        runs.load(path)


@pytest.mark.parametrize("name", ["lecture", "deeper", "normalised", "augmented", "short"])
def test_recorded_runs_are_three_of_the_networks_of_the_lesson(name: str) -> None:
    recorded = runs.recorded(name)
    assert [run.seed for run in recorded] == [0, 1, 2]
    options = {"normalise": name in ("normalised", "augmented"), "flip": name == "augmented"}
    lecture = name in ("lecture", "short")
    model = network() if lecture else networks.deeper(SHAPE, CLASSES, **options)
    for run in recorded:
        assert run.parameters == model.count_params()
        assert run.images == (8_000 if name == "short" else 40_000)
        assert all(len(values) == run.epochs for values in run.history.values())
        assert run.test_accuracy is not None
    assert all((run.epochs == 20) == (name == "lecture") for run in recorded)


def test_first_recorded_run_can_be_replayed_and_stays_small() -> None:
    assert np.shape(LECTURE[0].filters) == (20, 3, 3, 3, 32)
    sizes = [path.stat().st_size for path in runs.RECORDED.iterdir()]
    assert sum(sizes) < 400_000


def test_best_variant_is_what_the_lesson_says() -> None:
    means = {
        name: np.mean([run.test_accuracy for run in runs.recorded(name)])
        for name in ("lecture", "augmented")
    }
    assert means["augmented"] - means["lecture"] > 0.12
    assert runs.recorded("augmented")[0].parameters < LECTURE[0].parameters / 10


def test_unknown_name_of_a_record_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"one of augmented, .*lecture.*received 'mine'"):
        runs.recorded("mine")


def test_curves_name_each_run() -> None:
    picture = runs.curves({"mine": RUN, "recorded": LECTURE[0]})
    assert picture.alt.startswith("Loss and accuracy by epoch. mine: accuracy after 2 epochs")
    assert "recorded: accuracy after" in picture.alt
    with pytest.raises(ValueError, match="received no run"):
        runs.curves({})
    with pytest.raises(ValueError, match=r"received .*'empty'"):
        runs.curves({"empty": replace(RUN, seconds=[])})


def test_comparison_sets_size_time_and_accuracy_side_by_side() -> None:
    tested = replace(RUN, test_accuracy=0.31)
    table = runs.compare({"one": RUN, "three": [tested, replace(tested, test_accuracy=0.33)]})
    assert [list(row) for row in table.rows] == [
        ["network", "parameters", "epochs", "time", "validation", "test"],
        ["one", "1,234", "2", "19 s", "35.0 %", ""],
        ["three", "1,234", "2", "19 s", "35.0 ± 0.0 %", "32.0 ± 1.4 %"],
    ]
    assert "1,234" in repr(table)
    assert '<td style="text-align: right">1,234</td>' in table._repr_html_()
    with pytest.raises(ValueError, match=r"received .*'none'"):
        runs.compare({"none": []})


def test_best_epoch_of_a_run() -> None:
    assert RUN.best == 1
    assert "validation accuracy 35.0% in epoch 1" in str(RUN)
    assert runs.best_epoch({}) == 0
    assert runs.best_epoch({"loss": [1.0, 2.0]}) == 2
