from .tensor import Tensor


def pad(x, pad_width, constant_values=0):
    assert len(pad_width) == len(x.shape)
    return Tensor(None if size is None else size + a + b for size, (a, b) in zip(x.shape, pad_width, strict=True))


def shape(x):
    return x.shape


def zeros(sizes):
    return Tensor(sizes)


def ones_like(x):
    return Tensor(x.shape)


def broadcast_to(x, sizes):
    for size, wanted in zip(x.shape, sizes, strict=True):
        assert size in (1, wanted)
    return Tensor(sizes)


def concatenate(tensors, axis):
    first = list(tensors[0].shape)
    for each in tensors[1:]:
        for i, (a, b) in enumerate(zip(tensors[0].shape, each.shape, strict=True)):
            assert i == axis % len(first) or a == b, f"{tensors[0].shape} and {each.shape} do not join"
    first[axis] = sum(each.shape[axis] for each in tensors)
    return Tensor(first)
