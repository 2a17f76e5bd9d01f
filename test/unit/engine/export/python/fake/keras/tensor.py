"""Shapes in place of values."""

created = []


class Tensor:
    def __init__(self, shape):
        self.shape = tuple(shape)

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        if Ellipsis in index:
            at = index.index(Ellipsis)
            missing = len(self.shape) - len(index) + 1
            index = index[:at] + (slice(None),) * missing + index[at + 1 :]
        index += (slice(None),) * (len(self.shape) - len(index))
        shape = []
        for size, each in zip(self.shape, index, strict=True):
            if isinstance(each, slice):
                shape.append(size if each == slice(None) else len(range(*each.indices(size))))
            else:
                assert -size <= each < size, f"index {each} of {size}"
        return Tensor(shape)

    def __add__(self, other):
        return Tensor(broadcast(self.shape, other.shape))

    __truediv__ = __add__


class Size:
    def __init__(self, size):
        self.size = size


class Weight(Tensor):
    def __init__(self, shape, trainable):
        super().__init__(shape)
        self.trainable = trainable
        created.append(self)

    def numpy(self):
        size = 1
        for each in self.shape:
            size *= each
        return Size(size)


def broadcast(a, b):
    assert len(a) == len(b), f"{a} and {b} have different ranks"
    for x, y in zip(a, b, strict=True):
        assert x == y or 1 in (x, y), f"{a} and {b} do not fit"
    return tuple(y if x == 1 else x for x, y in zip(a, b, strict=True))
