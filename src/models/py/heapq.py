"""Model of heapq."""


def _down(heap, start, at):
    item = heap[at]
    while at > start:
        parent = (at - 1) >> 1
        if item < heap[parent]:
            heap[at] = heap[parent]
            at = parent
            continue
        break
    heap[at] = item


def _up(heap, at):
    end = len(heap)
    start = at
    item = heap[at]
    child = 2 * at + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _down(heap, start, at)


def heappush(heap, item):
    at = len(heap)
    heap.append(item)
    _down(heap, 0, at)


def heappop(heap):
    if len(heap) < 2:
        _first(heap)
        return heap.pop()
    return heapreplace(heap, heap.pop())


def heapreplace(heap, item):
    first = _first(heap)
    heap[0] = item
    _up(heap, 0)
    return first


def _first(heap):
    if not heap:
        raise IndexError("index out of range")
    return heap[0]


def heappushpop(heap, item):
    return heapreplace(heap, item) if heap and heap[0] < item else item


def heapify(x):
    for at in reversed(range(len(x) // 2)):
        _up(x, at)


def nlargest(n, iterable, key=None):
    ranked = sorted(iterable, key=key, reverse=True)
    return ranked[:max(n, 0)]


def nsmallest(n, iterable, key=None):
    ranked = sorted(iterable, key=key)
    return ranked[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    items = []
    for iterable in iterables:
        items.extend(iterable)
    items.sort(key=key, reverse=reverse)
    yield from items
