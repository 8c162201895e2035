# Shallow and deep copies.
class Error(Exception):
    pass


error = Error
_atomic = (type(None), int, float, bool, complex, str, bytes, type, range, type(...), type(len), type(lambda: 0))


def copy(x):
    cls = type(x)
    if cls in _atomic or cls is tuple or cls is frozenset:
        return x
    if cls in (list, dict, set):
        return x.copy()
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    y = cls.__new__(cls)
    y.__dict__.update(x.__dict__)
    return y


def deepcopy(x, memo=None):
    cls = type(x)
    if cls in _atomic:
        return x
    if memo is None:
        memo = {}
    d = id_of(x)
    if d in memo:
        return memo[d]
    if cls is list:
        y = []
        memo[d] = y
        for a in x:
            y.append(deepcopy(a, memo))
    elif cls is tuple:
        y = [deepcopy(a, memo) for a in x]
        if all([a is b for a, b in zip(x, y)]):
            y = x
        else:
            y = tuple(y)
    elif cls is dict:
        y = {}
        memo[d] = y
        for key, value in x.items():
            y[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls is set:
        y = {deepcopy(a, memo) for a in x}
    else:
        copier = getattr(cls, "__deepcopy__", None)
        if copier is not None:
            y = copier(x, memo)
        else:
            y = cls.__new__(cls)
            memo[d] = y
            state = deepcopy(dict(x.__dict__), memo)
            y.__dict__.update(state)
    if y is not x:
        memo[d] = y
        keep = memo.setdefault(0, [])
        keep.append(x)
    return y


from _heap import identity as id_of
