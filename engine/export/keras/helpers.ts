/** Functions and layers that Keras does not have; an exported file brings along those that it uses. */
export const kerasHelpers: Readonly<Record<string, string>> = {
  depthwise_conv: `def depthwise_conv(x, kernel_size, **options):
    """One kernel a channel; its first weights are those of He et al. 2015 for such a kernel."""
    rows, columns = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    first = keras.initializers.RandomNormal(stddev=(2 / (rows * columns)) ** 0.5)
    return layers.DepthwiseConv2D(kernel_size, depthwise_initializer=first, **options)(x)`,
  every_nth_position: `def every_nth_position(x, n):
    """Rows and columns 0, n, 2 n, ... of an image."""
    return x[:, ::n, ::n]`,
  padded_max_pool: `def padded_max_pool(x, pool_size, strides, padding):
    """Largest value of every window; padding ((top, bottom), (left, right)) never wins."""
    padded = keras.ops.pad(x, ((0, 0), *padding, (0, 0)), constant_values=float("-inf"))
    return layers.MaxPooling2D(pool_size, strides=strides)(padded)`,
  padded_average_pool: `def padded_average_pool(x, pool_size, strides, padding):
    """Mean of every window; padding ((top, bottom), (left, right)) is not counted."""

    def pool(each):
        padded = layers.ZeroPadding2D(padding)(each)
        return layers.AveragePooling2D(pool_size, strides=strides)(padded)

    return pool(x) / pool(keras.ops.ones_like(x[..., :1]))`,
  attention: `def attention(x, heads, head_dim, use_bias=True):
    """Multi-head self-attention."""
    return layers.MultiHeadAttention(heads, head_dim, use_bias=use_bias)(x, x)`,
  patchify: `def patchify(x, width, size, use_bias=True):
    """Cuts an image into patches and projects each to a token."""
    options = {"strides": size, "use_bias": use_bias, "kernel_initializer": "he_normal"}
    x = layers.Conv2D(width, size, **options)(x)
    return layers.Reshape((-1, width))(x)`,
  take_token: `def take_token(x, index):
    """One token as features."""
    return x[:, index]`,
  slice_channels: `def slice_channels(x, channels):
    """The first channels only."""
    return x[..., :channels]`,
  pad_channels: `def pad_channels(x, extra):
    """Zeros after the last channel."""
    return keras.ops.pad(x, [(0, 0)] * (len(x.shape) - 1) + [(0, extra)])`,
  ClassToken: `@keras.saving.register_keras_serializable()
class ClassToken(layers.Layer):
    """Puts one learnt token before the others."""

    def build(self, shape):
        first = keras.initializers.RandomNormal(stddev=0.02)
        self.token = self.add_weight(shape=(1, 1, shape[-1]), initializer=first, name="token")

    def call(self, x):
        token = keras.ops.broadcast_to(self.token, (keras.ops.shape(x)[0], 1, x.shape[-1]))
        return keras.ops.concatenate([token, x], axis=1)

    def compute_output_shape(self, shape):
        return (shape[0], shape[1] + 1, shape[2])`,
  PositionEmbedding: `@keras.saving.register_keras_serializable()
class PositionEmbedding(layers.Layer):
    """Adds one learnt vector a position."""

    def build(self, shape):
        first = keras.initializers.RandomNormal(stddev=0.02)
        self.position = self.add_weight(shape=(1, *shape[1:]), initializer=first, name="position")

    def call(self, x):
        return x + self.position

    def compute_output_shape(self, shape):
        return shape`,
  Zeros: `@keras.saving.register_keras_serializable()
class Zeros(layers.Layer):
    """Zeros of one shape for every example, whatever enters: a connection that is cut."""

    def __init__(self, *sizes, **options):
        super().__init__(**options)
        self.sizes = sizes

    def call(self, x):
        return keras.ops.zeros((keras.ops.shape(x)[0], *self.sizes))

    def compute_output_shape(self, shape):
        return (shape[0], *self.sizes)`,
};
