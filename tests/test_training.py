"""The convnet, its training, and the record that a run leaves, on few pictures and few epochs."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from helpers import cifar10, params, runs, stand_in, training
from helpers.geometry import Axis

SHAPE = (32, 32, 3)
X, Y = stand_in.pictures(100, seed=1)
REAL = os.environ.get("CIFAR10_PATH")


def network(seed: int = 0) -> keras.Model:
    keras.utils.set_random_seed(seed)
    return training.build(SHAPE, training.CLASSES)


def small(classes: int = 10) -> keras.Model:
    """A network that trains in no time, for what does not depend on the network."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, strides=2),
            layers.GlobalMaxPooling2D(),
            layers.Dense(classes, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def trained() -> tuple[keras.Model, runs.Run]:
    model = network()
    return model, training.train(model, X, Y, epochs=2, batch_size=32)


def test_network_is_the_one_on_the_slides() -> None:
    model = network()
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == (
        "Rescaling Conv2D MaxPooling2D Dropout Flatten Dense Dropout Dense".split()  # noqa: SIM905
    )
    assert [layer.rate for layer in model.layers if isinstance(layer, layers.Dropout)] == [
        0.25,
        0.5,
    ]
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == [
        params.conv2d((3, 3), 3, 32),
        params.dense(Axis(Axis(32, 3).output, 2, 2).output ** 2 * 32, 512),
        params.dense(512, 10),
    ]
    assert model.count_params() == 3_692_938
    assert model.output_shape == (None, 10)


def test_constants_are_those_on_the_slides() -> None:
    constants = (training.BATCH_SIZE, training.EPOCHS, training.CLASSES, training.VALIDATION_SPLIT)
    assert constants == (128, 20, 10, 0.2)
    assert isinstance(keras.optimizers.get(training.OPTIMIZER), keras.optimizers.RMSprop)


def test_the_model_normalises_its_pixels() -> None:
    first = network().layers[0]
    scaled = keras.ops.convert_to_numpy(first(np.array([0, 51, 255], np.uint8)))
    np.testing.assert_allclose(scaled, [0, 0.2, 1], rtol=1e-6)


def test_training_records_every_epoch(
    trained: tuple[keras.Model, runs.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    _, run = trained
    assert sorted(run.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert all(len(values) == run.epochs == 2 for values in run.history.values())
    assert (run.images, run.batch_size, run.parameters) == (80, 32, 3_692_938)
    assert run.versions["keras"] == keras.__version__
    assert run.images_per_second > 0
    assert str(run).startswith("2 epochs of 80 pictures in ")


def test_one_line_per_epoch_with_speed_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    training.train(small(), X, Y, epochs=3)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    for i, line in enumerate(lines):
        assert line.startswith(f"epoch  {i + 1}/3 · training: loss ")
        for part in ("validation: loss", "accuracy", "%", "pictures/s", "left"):
            assert part in line


def test_same_seed_same_run() -> None:
    first, again = (training.train(small(), X, Y, epochs=2, seed=1) for _ in range(2))
    other = training.train(small(), X, Y, epochs=2, batch_size=16, seed=2)
    assert first.history["val_loss"] == pytest.approx(again.history["val_loss"], rel=1e-4)
    assert first.history["val_loss"] != pytest.approx(other.history["val_loss"], rel=1e-4)


def test_batches_bring_every_picture_once_per_epoch_in_a_new_order() -> None:
    x, y = np.arange(10, dtype=np.uint8), np.arange(10, dtype=np.float32)
    batches = training._batches(x, y, batch_size=4, seed=0)
    epochs = [[next(batches) for _ in range(3)] for _ in range(2)]
    orders = [np.concatenate([x for x, _ in epoch]).tolist() for epoch in epochs]
    assert sorted(orders[0]) == sorted(orders[1]) == x.tolist()
    assert orders[0] != orders[1]
    assert [len(x) for x, _ in epochs[0]] == [4, 4, 2]
    for x, y in epochs[0]:
        assert x.dtype == np.uint8
        np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize(
    "shaped",
    [np.asarray, lambda y: y[:, None], np.eye(10)[Y].astype],
    ids=["flat", "column", "hot"],
)
def test_labels_may_be_integers_or_one_hot(shaped: Callable[[Any], Any]) -> None:
    y = shaped(float) if shaped.__qualname__.endswith("astype") else shaped(Y)
    hot = training._one_hot(small(), X, y)
    np.testing.assert_array_equal(hot, np.eye(10)[Y])
    assert hot.dtype == np.float32


def test_last_fifth_is_held_out_and_may_be_nothing() -> None:
    assert training._kept(50_000, 0.2) == 40_000
    run = training.train(small(), X, Y, epochs=1, validation_split=0)
    assert sorted(run.history) == ["accuracy", "loss"]
    assert run.images == 100


def test_interrupt_keeps_history_and_weights(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = runs.Watch.begin

    def interrupted(self: runs.Watch, epoch: int, logs: Any = None) -> None:
        if epoch == 2:
            signal.raise_signal(signal.SIGINT)  # what the stop button of a notebook sends
        begin(self, epoch, logs)

    monkeypatch.setattr(runs.Watch, "begin", interrupted)
    model = small()
    before = training.kernel(model)
    run = training.train(model, X, Y, epochs=20)
    assert run.epochs == len(run.history["val_loss"]) == 2
    assert "Stopped in epoch 3: the weights and 2 whole epochs are kept." in capsys.readouterr().out
    assert (training.kernel(model) != before).any()
    loss, _ = training.evaluate(model, X[run.images :], Y[run.images :])
    assert loss == pytest.approx(run.history["val_loss"][-1], rel=0.05)


def test_tensorboard_that_fails_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(keras.callbacks.TensorBoard, "on_epoch_end", broken)
    run = training.train(small(), X, Y, epochs=2, tensorboard=tmp_path / "logs")
    assert run.epochs == 2
    said = capsys.readouterr().out
    assert said.count("TensorBoard is left out: No space left on device") == 1


def test_tensorboard_gets_every_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    received = []
    monkeypatch.setattr(
        keras.callbacks.TensorBoard, "on_epoch_end", lambda _, *told: received.append(told)
    )
    training.train(small(), X, Y, epochs=2, tensorboard=tmp_path / "logs")
    assert [epoch for epoch, _ in received] == [0, 1]
    assert "val_accuracy" in received[0][1]


@pytest.mark.parametrize(
    "error, says, wrong",
    [
        (TypeError, "uint8.*received float64.*Do not divide", {"x_train": X / 255}),
        (ValueError, r"x must be \(N, 32, 32, 3\).*\(100, 32, 32\)", {"x_train": X[..., 0]}),
        (ValueError, r"y must be \(100,\) or \(100, 10\).*\(99,\)", {"y_train": Y[1:]}),
        (ValueError, "labels must be 0 to 9; received 1 to 10", {"y_train": Y + 1}),
        (ValueError, "epochs must be at least 1; received 0", {"epochs": 0}),
        (ValueError, "batch_size must be at least 1; received -1", {"batch_size": -1}),
        (ValueError, "validation_split must be .* got 1", {"validation_split": 1}),
        (ValueError, "leaves none of 100", {"validation_split": 0.999}),
    ],
)
def test_what_cannot_be_trained_is_named(
    error: type[Exception], says: str, wrong: dict[str, Any]
) -> None:
    arguments = {"x_train": X, "y_train": Y, **wrong}
    with pytest.raises(error, match=says):
        training.train(small(), **arguments)


def test_bfloat16_is_for_processors_that_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for has, policy in ((True, "mixed_bfloat16"), (False, "float32")):
        monkeypatch.setattr(training, "device", lambda: "the processor (2 cores), no GPU")
        monkeypatch.setattr(training, "_has_bfloat16", lambda has=has: has)
        model = small()
        training._use_fast_arithmetic(model)
        policies = [layer.dtype_policy.name for layer in model.layers]
        assert policies == [policy] * (len(policies) - 1) + ["float32"]
        assert {w.dtype for w in model.trainable_variables} == {"float32"}


def test_device_report_says_where_and_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "build", lambda *_: small())
    report = training.device_report(images=40_000, epochs=20)
    for part in (f"Keras {keras.__version__}", training.device(), "20 epochs of 40,000 pictures"):
        assert part in report


def test_probabilities_evaluation_and_pictures(trained: tuple[keras.Model, runs.Run]) -> None:
    model, _ = trained
    guess = training.probabilities(model, X)
    np.testing.assert_allclose(guess.sum(axis=1), 1, rtol=1e-3)
    _, accuracy = training.evaluate(model, X, Y)
    assert accuracy == pytest.approx((guess.argmax(axis=1) == Y).mean())
    assert training.kernel(model).shape == (3, 3, 3, 32)
    assert "3 by 3" in training.learned_filters(model).alt
    assert "30 by 30" in training.feature_maps(model, X[0]).alt


def test_feature_maps_need_a_convolution() -> None:
    with pytest.raises(ValueError, match="no Conv2D"):
        training.kernel(keras.Sequential([layers.Input((4,)), layers.Dense(2)]))


def test_the_network_learns_in_two_epochs() -> None:
    """On the real data where ``CIFAR10_PATH`` names it, else on the stand-in."""
    if REAL:
        data = cifar10.load()
    else:
        with pytest.warns(UserWarning, match="STAND-IN"):
            data = cifar10.load(download=False, stand_in=True)
    data, model = cifar10.subset(data, 5_000), network()
    run = training.train(model, data.x_train, data.y_train, epochs=2)
    _, accuracy = training.evaluate(model, data.x_test[:1000], data.y_test[:1000])
    assert accuracy > 0.2  # guessing gives 0.1
    assert run.history["loss"][1] < run.history["loss"][0]


def test_variant_of_the_lesson_is_a_network_that_trains() -> None:
    lesson = Path(__file__).parent.parent / "notebooks" / "09_cifar10_on_a_gpu.ipynb"
    cells = json.loads(lesson.read_text("utf-8"))["cells"]
    (variant,) = (text for c in cells if "A worked variant" in (text := "".join(c["source"])))
    space: dict[str, Any] = {"training": training}
    exec(variant.split("```python")[1].split("```")[0], space)
    run = training.train(space["mine"], X, Y, epochs=1)
    assert run.epochs == 1
    assert f"{run.parameters:,}" in variant


def test_run_survives_json(trained: tuple[keras.Model, runs.Run], tmp_path: Path) -> None:
    run = replace(trained[1], test_loss=1.5, test_accuracy=0.25)
    path = run.save(tmp_path / "new folder" / "run.json")
    assert runs.load(path) == run
    assert [file.name for file in path.parent.iterdir()] == ["run.json"]


def test_save_that_fails_keeps_the_old_record(
    trained: tuple[keras.Model, runs.Run], tmp_path: Path
) -> None:
    path = trained[1].save(tmp_path / "run.json")
    before = path.read_text()
    with pytest.raises(TypeError):
        replace(trained[1], device=object()).save(path)  # type: ignore[arg-type]
    assert path.read_text() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"epochs": 3}', json.dumps({"history": {}})])
def test_what_is_no_record_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"run\.json is no record of a run.*expected history"):
        runs.load(path)


def test_recorded_run_is_a_whole_one_of_this_network() -> None:
    run = runs.recorded()
    assert run.epochs == training.EPOCHS
    assert run.parameters == network().count_params()
    assert run.images == 40_000
    assert all(len(values) == run.epochs for values in run.history.values())
    assert run.test_accuracy is not None


def test_curves_name_each_run(trained: tuple[keras.Model, runs.Run]) -> None:
    picture = runs.curves({"mine": trained[1], "recorded": runs.recorded()})
    assert picture.alt.startswith("Loss and accuracy by epoch. mine: accuracy after 2 epochs")
    assert "recorded: accuracy after" in picture.alt
    with pytest.raises(ValueError, match="received no run"):
        runs.curves({})
    with pytest.raises(ValueError, match=r"received .*'empty'"):
        runs.curves({"empty": replace(trained[1], seconds=[])})


def test_confusion_counts_what_and_as_what() -> None:
    counts = runs.confusion_matrix(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 0, 2]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [2, 0, 1]]
    alt = runs.confusion_picture(counts, ("cat", "dog", "ship")).alt
    assert "3 of 6 right" in alt
    assert "ship taken for cat, 2 times" in alt
    with pytest.raises(ValueError, match=r"\(N,\); received \(2,\), \(3,\)"):
        runs.confusion_matrix(np.zeros(2, int), np.zeros(3, int), 3)


def test_mistakes_shows_the_most_certain_first() -> None:
    guess = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6]])
    picture = runs.mistakes(X[:3], np.array([0, 1, 0]), guess, ("cat", "dog"))
    assert picture.alt.index("cat 80%\nis dog") < picture.alt.index("dog 60%\nis cat")
    assert "90%" not in picture.alt
    with pytest.raises(ValueError, match="no mistake"):
        runs.mistakes(X[:1], np.array([0]), guess[:1], ("cat", "dog"))
