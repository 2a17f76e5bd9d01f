"""Which library multiplies matrices for PyTorch. Debian's own is several times slower than OpenBLAS (package libopenblas0-openmp): no fair peer."""
import os


def peer():
    """PyTorch's version and the library, after it has multiplied once."""
    import torch

    torch.ones(8, 8) @ torch.ones(8, 8)
    if not os.path.exists("/proc/self/maps"):
        return f"{torch.__version__} with a BLAS that is not known"
    with open("/proc/self/maps") as maps:
        names = sorted({os.path.basename(line.split()[-1]) for line in maps if "blas" in line or "libmkl" in line})
    fair = any("openblas" in name or "libmkl" in name for name in names)
    return f"{torch.__version__} with {', '.join(names) or 'a BLAS of its own'}{'' if fair or not names else ', which is SLOW: no fair peer'}"
