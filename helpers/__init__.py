"""The pieces that the lessons are made of; importing this package loads nothing heavy.

=================  ============================================================================
``geometry``       the shape arithmetic of one axis: output size, pads, taps; receptive fields
``params``         how many numbers a layer learns, with the formula and its numbers
``layer``          a layer's arguments, checked, with all their axes
``reference``      the layers in plain NumPy: dense, convolution, pooling, relu, softmax
``words``          how numbers, sums and layers are written out
``steps``          Trace and Step: one computation as ordered steps
``trace``          the functions that record one
``layers``         layers by their settings, as they stand in a network
``stack``          a network of them: output shapes, parameters, receptive fields
``player``         the interactive view of a trace; ``front/`` is what a browser draws it with
``export``         a trace as a file: a live page, a film, a still
``controls``       settings joined to a player; ``settings`` says what they mean
``draw``           matplotlib pictures of a trace, of kernels and feature maps; animations
``sketch``         the pieces of SVG drawings, and the card that they stand on
``live``           drawings that follow their controls
``samples``        digits, patterns, photographs, a signal, and a picture of your own
``checks``         answers to an exercise: one message for each known mistake
``predictions``    predictions made in the page, their tally, and the self-test
``exercises``      the exercises of every lesson
``stored``         how an executed lesson is stored; ``still``, what of a widget
``server``         messages from a kernel that reach the browser at once
``site``           the lessons as pages with live players, by ``lesson`` and ``prose``
``handouts``       the lessons as PDFs, to be handed out on paper
``fork``           the address of a copy of your own, and a lesson to begin from (``template``)
=================  ============================================================================

What single lessons show:

=================  ============================================================================
``diagrams``       01: fully connected networks drawn
``widths``         01: a network whose widths are sliders
``shuffles``       02: what a dense layer makes of shuffled or shifted pixels
``closeups``       02, 04: parts of a picture drawn large, small ones cell by cell
``ledgers``        04: dense against convolution, in numbers
``unrolled``       04: the matrix that a convolution is
``moves``          04: move then convolve, and the other way round
``reach``          05, 06: what reaches a unit, and what of a shift it feels
``ladder``         07: a signal, a grey and a colour picture, many filters
``filters``        07: filters switched on and off, signals as lines
``stack_diagram``  08: a network drawn, and how far its units see
``stack_control``  08: a network whose settings are controls
``classify``       08: softmax and cross-entropy, written out
``imagenet``       08: the winners of the ImageNet challenge
``cifar10``        09: the CIFAR-10 pictures: loaded, verified, cached
``networks``       09: the network of the lecture and its variants, and a look inside
``training``       09: their training, stopped and gone on with
``watch``          09: a training while it runs: ``lines``, or a ``chart`` drawn at a ``pace``
``runs``           09: what a training left behind: its record, its curves, several compared
``mistakes``       09: the confusion matrix, and the mistakes a network is most certain of
``board``          09: TensorBoard, where it can be had
=================  ============================================================================

Behind them stand ``limits`` and ``wire`` (for ``steps``), ``colours``, ``style``, ``grid``,
``scene`` and ``film`` (for ``draw``), ``options`` (for ``predictions``), ``fetch``, ``hosts``,
``batches`` and ``stand_in`` (for ``cifar10``), ``devices``, ``feed``, ``blocks``, ``progress``
and ``loop`` (for ``training``; only ``devices`` imports Keras),
``tables`` for all that is one, and ``files`` for everything that writes one.
"""
