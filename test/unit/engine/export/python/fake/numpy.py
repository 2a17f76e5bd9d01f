"""As much of numpy as loading weights needs, without values: for machines without it."""


class Values:
    def __init__(self, shape):
        self.shape = tuple(shape)

    def reshape(self, shape):
        size = 1
        for each in shape:
            size *= each
        assert (size,) == self.shape, f"{self.shape} to {shape}"
        return Values(shape)


def frombuffer(data, dtype, count, offset):
    assert dtype == "<f4" and offset + 4 * count <= len(data), "numbers beyond the end of the file"
    return Values((count,))
