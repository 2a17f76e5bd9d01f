def RandomNormal(stddev):
    assert stddev > 0
    return "normal"
