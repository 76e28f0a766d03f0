"""The places at which river 0.26.1 (pip install river==0.26.1) finds changes, which tests/native/pipeline/drift.rs holds ours against.

Numbers are drawn with SplitMix64, as `IndexedRandom` draws them, so that no file of numbers is needed.
"""
from river import drift

MASK = (1 << 64) - 1


def uniform(key, index):
    mixed = (key + (index + 1) * 0x9E3779B97F4A7C15) & MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
    return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)


def clicks(key, rates, each):
    """Zeros and ones: `each` numbers at each of the rates."""
    return [float(uniform(key, i) < rates[i // each]) for i in range(each * len(rates))]


def uniforms(key, shifts, each):
    return [uniform(key, i) + shifts[i // each] for i in range(each * len(shifts))]


STREAMS = {
    "rate falls": clicks(1, [0.7, 0.3], 1000),
    "rate rises and falls": clicks(2, [0.2, 0.8, 0.5], 800),
    "nothing changes": clicks(3, [0.5, 0.5], 2000),
    "small change": uniforms(4, [0.0, 0.15], 2000),
    "large changes": uniforms(5, [0.0, 3.0, -1.0], 500),
}


def found(detector, stream):
    places = []
    for index, value in enumerate(stream):
        detector.update(value)
        if detector.drift_detected:
            places.append(index)
    return places


for name, stream in STREAMS.items():
    print(name, "| PH", found(drift.PageHinkley(min_instances=30, delta=0.05, threshold=40.0, alpha=1.0), stream), "| PH river", found(drift.PageHinkley(), stream), "| ADWIN", found(drift.ADWIN(), stream))
