"""A stand-in for Keras 3 that knows shapes and counts weights, for machines without Keras: what real layers refuse, it refuses."""

from . import initializers, layers, ops, saving
from .tensor import Tensor, created


def Input(shape):
    created.clear()
    layers.Layer.made.clear()
    return Tensor((None, *shape))


class Model:
    def __init__(self, inputs, outputs, name):
        self.name = name
        self.input_shape = inputs.shape
        several = isinstance(outputs, (tuple, list))
        self.output_shape = [each.shape for each in outputs] if several else outputs.shape
        self.trainable_weights = [each for each in created if each.trainable]
        # Not in the order in which they were made: real models do not promise it.
        self.layers = sorted(layers.Layer.made, key=lambda each: each.name, reverse=True)
