"""The self-test at the end of lesson 08: fifteen questions, each about one common mistake."""

from __future__ import annotations

from helpers.core import params
from helpers.core.geometry import Axis
from helpers.core.network import receptive_field
from helpers.quiz.exercise import Choice, Exercise

_widths = [3, 4, 2]
_cells = Axis(100, 3).output

biases = Exercise(
    "A fully connected network has 3 inputs, 4 units in the middle and 2 outputs. How many "
    "parameters, with biases?",
    params.fully_connected(_widths, bias=True),
    [
        (params.fully_connected(_widths), "Those are the connections. Each unit has a bias, too."),
        (3 * 4 * 2, "The layers' counts are added up, 3·4 and 4·2. They are not multiplied."),
        (sum(_widths), "Those are the neurons. Parameters belong to the lines between them."),
        (
            params.fully_connected(_widths, bias=True) + 3,
            "The inputs have no biases: nothing is computed there.",
        ),
    ],
    "Right: (3·4 + 4) + (4·2 + 2).",
    "A weight for each line from one layer to the next, and a bias for each unit that computes.",
)

shuffle = Choice(
    "The pixels of all pictures are shuffled, always in the same way. A fresh dense network is "
    "trained on the shuffled pictures. Compared with the original ones, it does …",
    "just as well",
    [
        (
            "worse: the neighbours are gone",
            "A dense layer never knew which pixels were neighbours: each has a weight of its own, "
            "wherever it stands. That is why the flat approach learns no spatial patterns.",
        ),
        (
            "not at all: it sees only noise",
            "It looks like noise to you. To a dense layer the same numbers arrive by other lines, "
            "and its weights can be shuffled along with them.",
        ),
    ],
    "Right: shuffle its weights along, and every number is as before.",
)

flip = Choice(
    "The kernel [−1, 0, 1] lies on the patch [0, 0, 9]. What does a convolutional layer give?",
    "9",
    [
        ("−9", "You flipped the kernel, as in mathematics. This layer does not: left meets left."),
        ("0", "Cell by cell: −1·0 + 0·0 + 1·9. Only two of the three products are 0."),
    ],
    "Right: −1·0 + 0·0 + 1·9, without any flip.",
)

shared = Exercise(
    "A kernel of 3×3 with a bias walks over a grey picture of 100×100. How many parameters are "
    "there to learn?",
    params.conv2d(3, 1, 1),
    [
        (params.conv2d(3, 1, 1, bias=False), "Nine weights; and the bias is learned as well."),
        (
            params.conv2d(3, 1, 1) * _cells**2,
            "You counted the parameters again at each position. They are the same everywhere.",
        ),
        (
            params.conv2d(3, 1, 1, bias=False) * _cells**2,
            "You counted the weights again at each position. They are the same everywhere.",
        ),
        (_cells**2, "Those are the positions. The weights are the same at all of them."),
        (params.dense(100**2, 1), "That is a dense unit, with a weight for each pixel."),
    ],
    "Right: 9 weights and a bias, whatever the picture's size.",
    "Only what is learned counts, and it is used again at every position.",
)

moved = Choice(
    "The object in a picture moves by 5 pixels to the right, far from the borders. The feature "
    "map of a convolution with stride 1 …",
    "moves by 5 cells to the right",
    [
        (
            "does not change",
            "That would be invariance. A convolution is equivariant: what moves in the input "
            "moves in the output.",
        ),
        (
            "changes in no simple way",
            "That is the dense layer. A convolution uses the same weights at every position.",
        ),
        (
            "moves by 5 cells to the left",
            "The window that finds the object stands further right now, and so does its output.",
        ),
    ],
    "Right: shift in, shift out. That is equivariance.",
)

larger = Choice(
    "A convolution has learned its weights on pictures of 32×32. Now it is given one of 64×64. "
    "What has to be learned anew?",
    "nothing",
    [
        (
            "four times as many weights",
            "The picture's size is in no formula for the weights: the kernel only visits more "
            "positions.",
        ),
        (
            "the weights at the new positions",
            "There are no weights of a position. The same kernel is used at all of them.",
        ),
    ],
    "Right: the same kernel walks further, and the feature map is larger.",
)

floors = Exercise(
    "An input of 8 cells, a kernel of 3, stride 2, no padding. How many outputs?",
    Axis(8, 3, stride=2).output,
    [
        (3.5, "There are no half windows: the division is rounded down. It is legal all the same."),
        (4, "That is rounded up, as with padding. Without any, the last cell is left over."),
        (Axis(8, 3).output, "That is with stride 1. Every second position is skipped."),
        (2, "Rounded down, 5 / 2 is 2; and the first position counts, too."),
        (2.5, "The first position counts, too; and there are no half windows."),
    ],
    "Right: ⌊(8 − 3) / 2⌋ + 1. The last cell is ignored, and that is legal.",
    "Where can the window begin? At 0, at 2, and so on, as long as it fits.",
)

third = Choice(
    "What is layers.Conv2D(64, 3, 3) in Keras?",
    "64 filters of 3×3, with stride 3",
    [
        (
            "64 filters of 3×3, with stride 1",
            "One 3 is the kernel already: kernel_size=3 means 3×3. The next argument is the "
            "stride. Write Conv2D(64, (3, 3)) or Conv2D(64, 3).",
        ),
        (
            "64 filters of 3×3×3, for colours",
            "The layer sees from its input how deep a filter is. The third argument is the stride.",
        ),
    ],
    "Right: the third argument is the stride. It keeps one of nine windows.",
)

weightless = Exercise(
    "Max pooling of 2×2 on 32 feature maps of 30×30: how many parameters does it have?",
    0,
    [
        (4, "The window has 4 cells, but no weights: the largest simply wins."),
        (5, "The window has 4 cells, but no weights and no bias: the largest simply wins."),
        (4 * 32, "No weights in any of the 32 channels: the largest simply wins."),
        (
            params.conv2d(2, 32, 32),
            "That is a convolution of 2×2. A pooling multiplies nothing, and mixes no channels.",
        ),
        (15 * 15 * 32, "Those are the outputs. Which of the four wins is not learned."),
    ],
    "Right: in taking the largest of four there is nothing to learn.",
    "Which numbers does training change in “take the largest”?",
)

tolerant = Choice(
    "The picture shifts by one pixel. What does a max pooling of 2×2 after the convolution give?",
    "some values change, some stay",
    [
        (
            "exactly what it gave before",
            "Pooling is called invariant to shifts, but it is only tolerant. Winners that cross "
            "the border of their window change the output.",
        ),
        (
            "exactly that, shifted by one",
            "The pooled map has half as many cells: one pixel would be half a cell of it.",
        ),
    ],
    "Right: it tolerates small shifts, in part. It is not invariant.",
)

deep = Exercise(
    "One filter of 5×5 on a colour picture: how many weights does it have, without the bias?",
    params.conv2d(5, 3, 1, bias=False),
    [
        (25, "A filter is as deep as its input: 5×5 for each of the three colours."),
        (params.conv2d(5, 3, 1), "That includes the bias."),
        (26, "A filter is as deep as its input. And the bias was not asked for."),
        (5 * 5 * 3 * 3, "One filter has one slice for each of the three colours: 5·5·3."),
    ],
    "Right: 5·5·3. A filter is a block, as deep as what it looks at.",
    "How deep is a filter that looks at red, green and blue?",
)

maps = Exercise(
    "A convolution with 10 filters on a colour picture: how many feature maps come out?",
    10,
    [
        (30, "A filter does not make a map for each colour: its three sums are added up."),
        (3, "The channels of the input decide how deep a filter is, not how many maps come out."),
        (13, "The colours do not come out again beside the maps: they went into the sums."),
        (1, "The filters' maps are not added up: each stays a channel of its own."),
    ],
    "Right: one feature map for each filter, whatever goes in.",
    "One filter, one feature map.",
)

grows = Choice(
    "The CIFAR-10 network (convolution, pooling, Flatten, Dense 512, Dense 10) is built for "
    "pictures of 64×64 instead. Which layer has more parameters than before?",
    "only Dense 512",
    [
        (
            "only the convolution",
            "Its weights depend on the kernel, the channels and the filters. It has 896 as before.",
        ),
        (
            "all that have any",
            "The convolution has its 896 as before, and Dense 10 its 512 inputs. What about the "
            "layer after Flatten?",
        ),
        (
            "none: the weights are shared",
            "In the convolution they are. In a dense layer each input has its own, and Flatten "
            "gives four times as many.",
        ),
    ],
    "Right: Flatten gives four times as many numbers, and each has 512 weights.",
)

reach = Exercise(
    "Two convolutions of 3×3, one after the other, stride 1. How many pixels is the side of the "
    "square that one unit of the second depends on?",
    receptive_field([3, 3]).size,
    [
        (3, "That is the kernel. Each of its 9 inputs has seen 3×3 pixels itself."),
        (6, "The first windows overlap: each further one adds one pixel, not three."),
        (9, "Those would be windows side by side. They overlap."),
        (4, "Three neighbouring windows of 3 reach over more than 4: put them on paper."),
    ],
    "Right: the kernel is 3, the receptive field is 5, and it grows with every layer.",
    "Three neighbouring windows of 3, each one pixel further: where does the last one end?",
)

asked = Choice(
    "The picture shows a cat. The network says cat 0.2, dog 0.7, horse 0.1. Its cross-entropy is …",
    "−ln 0.2",
    [
        ("−ln 0.7", "That is the class it believes in. The loss asks for the right one."),
        (
            "−ln 0.2 − ln 0.7 − ln 0.1",
            "The one-hot target multiplies the wrong classes' terms by 0.",
        ),
        ("1 − 0.2", "That is 0 for a certain right answer, too; but cross-entropy is −ln."),
    ],
    "Right: −ln of what the right class gets. The larger that is, the smaller the loss.",
)

QUESTIONS: dict[str, Exercise | Choice] = {
    "lesson 01, round 3: parameters": biases,
    "lesson 02, round 1: the shuffle": shuffle,
    "lesson 03, round 6: the flip": flip,
    "lesson 03, round 3: the parameters": shared,
    "lesson 04, round 4: equivariance": moved,
    "lesson 04, round 5: pictures of any size": larger,
    "lesson 05, round 3: what is left over": floors,
    "lesson 05, round 2: the stride": third,
    "lesson 06, round 1: what pooling learns": weightless,
    "lesson 06, round 5: shifts": tolerant,
    "lesson 07, round 2: how deep a filter is": deep,
    "lesson 07, round 3: many filters": maps,
    "lesson 08, round 4: where the parameters sit": grows,
    "lesson 08, round 5: the receptive field": reach,
    "lesson 08, round 3: the loss": asked,
}
"""Each question by the lesson and the round to read again after a wrong answer."""
