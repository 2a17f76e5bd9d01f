"""The layers that exported files use, with the signatures and the limits of Keras 3."""

import re

from . import ops
from .tensor import Tensor, Weight, broadcast

ACTIVATIONS = {"relu", "relu6", "hard_swish", "hard_sigmoid", "sigmoid", "tanh", "gelu", "silu"}


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def snake_case(name):
    """As Keras names its layers: Conv2D is conv2d, BatchNormalization is batch_normalization."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


class Layer:
    made = []
    # Numbers go on from one model to the next.
    counts = {}

    def __init__(self, name=None):
        self.built = False
        self.weights = []
        kind = snake_case(type(self).__name__)
        number = self.counts.get(kind, 0)
        self.counts[kind] = number + 1
        self.name = f"{kind}_{number}" if number else kind
        self.made.append(self)

    def add_weight(self, shape, initializer="zeros", name=None, trainable=True):
        weight = Weight(shape, trainable)
        self.weights.append(weight)
        return weight

    def set_weights(self, values):
        given, own = [tuple(each.shape) for each in values], [each.shape for each in self.weights]
        assert given == own, f"{self.name} has weights of {own}, not of {given}"
        self.loaded = True

    def build(self, shape):
        pass

    def __call__(self, x):
        shape = [each.shape for each in x] if isinstance(x, list) else x.shape
        if not self.built:
            self.build(shape)
            self.built = True
        result = self.call(x)
        promised = getattr(self, "compute_output_shape", None)
        assert promised is None or promised(shape) == result.shape, f"{promised(shape)} is promised, {result.shape} made"
        return result


class Identity(Layer):
    def call(self, x):
        return x


class Activation(Identity):
    def __init__(self, activation):
        super().__init__()
        assert activation in ACTIVATIONS, activation


class Softmax(Identity):
    pass


class Dropout(Identity):
    def __init__(self, rate):
        super().__init__()
        assert 0 <= rate < 1


class Window(Layer):
    def __init__(self, size, strides, padding, dilation_rate=1):
        super().__init__()
        assert padding in ("same", "valid")
        assert strides == 1 or dilation_rate == 1, "strides together with dilation"
        self.size, self.strides, self.padding, self.dilation = pair(size), strides, padding, dilation_rate

    def slide(self, shape, channels):
        n, *sizes, _ = shape
        extents = [self.dilation * (k - 1) + 1 for k in self.size]
        if self.padding == "same":
            positions = [-(-size // self.strides) for size in sizes]
        else:
            positions = [(size - extent) // self.strides + 1 for size, extent in zip(sizes, extents, strict=True)]
        assert min(positions) > 0, f"a window of {self.size} does not fit in {shape}"
        return Tensor((n, *positions, channels))


class Conv2D(Window):
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        dilation_rate=1,
        groups=1,
        use_bias=True,
        kernel_initializer="glorot_uniform",
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate)
        assert kernel_initializer in ("glorot_uniform", "he_normal")
        self.filters, self.groups, self.use_bias = filters, groups, use_bias

    def build(self, shape):
        assert shape[-1] % self.groups == 0 and self.filters % self.groups == 0
        self.add_weight((*self.size, shape[-1] // self.groups, self.filters))
        if self.use_bias:
            self.add_weight((self.filters,))

    def call(self, x):
        return self.slide(x.shape, self.filters)


class DepthwiseConv2D(Window):
    def __init__(
        self,
        kernel_size,
        strides=1,
        padding="valid",
        depth_multiplier=1,
        dilation_rate=1,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate)
        self.multiplier, self.use_bias = depth_multiplier, use_bias

    def build(self, shape):
        self.add_weight((*self.size, shape[-1], self.multiplier))
        if self.use_bias:
            self.add_weight((shape[-1] * self.multiplier,))

    def call(self, x):
        return self.slide(x.shape, x.shape[-1] * self.multiplier)


class MaxPooling2D(Window):
    def __init__(self, pool_size, strides=None, padding="valid"):
        super().__init__(pool_size, strides or pool_size, padding)

    def call(self, x):
        return self.slide(x.shape, x.shape[-1])


class AveragePooling2D(MaxPooling2D):
    pass


class GlobalAveragePooling2D(Layer):
    def __init__(self, keepdims=False):
        super().__init__()
        self.keepdims = keepdims

    def call(self, x):
        n, _, _, channels = x.shape
        return Tensor((n, 1, 1, channels) if self.keepdims else (n, channels))


class GlobalAveragePooling1D(Layer):
    def call(self, x):
        n, _, width = x.shape
        return Tensor((n, width))


class ZeroPadding2D(Layer):
    def __init__(self, padding):
        super().__init__()
        rows, columns = pair(padding)
        self.padding = (pair(rows), pair(columns))

    def call(self, x):
        return ops.pad(x, ((0, 0), *self.padding, (0, 0)))


class UpSampling2D(Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, x):
        n, height, width, channels = x.shape
        return Tensor((n, height * self.size, width * self.size, channels))


class BatchNormalization(Layer):
    def __init__(self, momentum, epsilon):
        super().__init__()

    def build(self, shape):
        for trainable in (True, True, False, False):
            self.add_weight((shape[-1],), trainable=trainable)

    def call(self, x):
        return x


class LayerNormalization(Layer):
    def __init__(self, epsilon):
        super().__init__()

    def build(self, shape):
        self.add_weight((shape[-1],))
        self.add_weight((shape[-1],))

    def call(self, x):
        return x


class GroupNormalization(LayerNormalization):
    def __init__(self, groups, epsilon):
        super().__init__(epsilon)
        self.groups = groups

    def build(self, shape):
        assert shape[-1] % self.groups == 0
        super().build(shape)


class Dense(Layer):
    def __init__(self, units, use_bias=True):
        super().__init__()
        self.units, self.use_bias = units, use_bias

    def build(self, shape):
        self.add_weight((shape[-1], self.units))
        if self.use_bias:
            self.add_weight((self.units,))

    def call(self, x):
        return Tensor((*x.shape[:-1], self.units))


class MultiHeadAttention(Layer):
    def __init__(self, num_heads, key_dim, use_bias=True):
        super().__init__()
        self.heads, self.key_dim, self.use_bias = num_heads, key_dim, use_bias

    def __call__(self, query, value):
        width = query.shape[-1]
        for _ in range(3):
            self.add_weight((width, self.heads, self.key_dim))
            if self.use_bias:
                self.add_weight((self.heads, self.key_dim))
        self.add_weight((self.heads, self.key_dim, width))
        if self.use_bias:
            self.add_weight((width,))
        return Tensor(query.shape)


class Flatten(Layer):
    def call(self, x):
        size = 1
        for each in x.shape[1:]:
            size *= each
        return Tensor((x.shape[0], size))


class Reshape(Layer):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def call(self, x):
        (_, size) = Flatten().call(x).shape
        known = 1
        for each in self.shape:
            known *= 1 if each == -1 else each
        assert size % known == 0 and (-1 in self.shape or size == known), f"{x.shape} to {self.shape}"
        return Tensor((x.shape[0], *(size // known if each == -1 else each for each in self.shape)))


class Permute(Layer):
    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def call(self, x):
        return Tensor((x.shape[0], *(x.shape[each] for each in self.dims)))


class Merge(Layer):
    def call(self, tensors):
        shape = tensors[0].shape
        for each in tensors[1:]:
            shape = broadcast(shape, each.shape)
        return Tensor(shape)


class Add(Merge):
    pass


class Average(Merge):
    pass


class Maximum(Merge):
    pass


class Multiply(Merge):
    pass


class Concatenate(Layer):
    def call(self, tensors):
        return ops.concatenate(tensors, axis=-1)
