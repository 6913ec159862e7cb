"""The pieces that the lessons are made of; importing this package loads nothing heavy.

===============  ==============================================================================
``geometry``     the shape arithmetic of one axis: output size, pads, taps; receptive fields
``params``       how many numbers a layer learns, with the formula and its numbers
``layer``        a layer's arguments, checked, with all their axes
``reference``    the layers in plain NumPy: dense, convolution, pooling, relu, softmax
``words``        how numbers, sums and layers are written out
``steps``        Trace and Step: one computation as ordered steps
``trace``        the functions that record one
``player``       the interactive view of a trace, with ``player.js`` and ``player.css``
``controls``     settings joined to a player
``draw``         matplotlib pictures of a trace, of kernels and of feature maps; animations
``diagrams``     drawings of networks
``samples``      digits, patterns, photographs, a signal, and a picture of your own
``checks``       answers to an exercise: one message for each known mistake
``exercises``    the exercises of every lesson
``cifar10``      the CIFAR-10 pictures: loaded, verified, cached
``training``     the convnet of lesson 09 and its training (the only module that needs Keras)
``runs``         what a training run left behind: its record, its curves, its mistakes
===============  ==============================================================================

Behind them stand ``limits`` and ``wire`` (for ``steps``), ``colours``, ``style``, ``grid``,
``scene`` and ``film`` (for ``draw``), ``batches`` and ``stand_in`` (for ``cifar10``), and
``files`` for everything that writes one.
"""
