"""Train the router's weights on sentences of our own and write them where the built-in model reads them.

    python bench/train_router.py

Logistic regression over hashed n-grams, averaged over the epochs, rounded to bytes. The same
sentences and the same seed give the same file.
"""

from __future__ import annotations

import math
import random
import sys
from array import array
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from router_sentences import sentences  # noqa: E402 - the path comes first

from agents.offline.supervising.router import BUCKETS, LABELS, WEIGHTS, features  # noqa: E402

EACH = 16
EPOCHS = 6
RATE = 0.5
SEED = 7


def train(rows: list[tuple[list[int], int]]) -> list[array[float]]:
    """Weights by AdaGrad; one array of buckets for each label."""
    dice = random.Random(SEED)
    weights = [array("d", bytes(8 * BUCKETS)) for _ in LABELS]
    seen = [array("d", bytes(8 * BUCKETS)) for _ in LABELS]
    for epoch in range(EPOCHS):
        dice.shuffle(rows)
        loss = 0.0
        for found, label in rows:
            scale = 1 / math.sqrt(len(found))
            scores = [scale * sum(weight[i] for i in found) for weight in weights]
            shares = softmax(scores)
            loss -= math.log(max(shares[label], 1e-12))
            for index, weight in enumerate(weights):
                slope = (shares[index] - (index == label)) * scale
                if abs(slope) < 1e-4:
                    continue
                squares = seen[index]
                for i in found:
                    squares[i] += slope * slope
                    weight[i] -= RATE * slope / math.sqrt(squares[i] + 1e-6) + 1e-5 * weight[i]
        print(f"epoch {epoch + 1}: loss {loss / len(rows):.4f}")
    return weights


def softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def main() -> None:
    rows = [(features(text), LABELS.index(label)) for text, label in sentences(EACH)]
    print(f"{len(rows)} sentences")
    weights = train(rows)
    most = max(abs(value) for weight in weights for value in weight)
    step = most / 127
    with (ROOT / WEIGHTS).open("wb") as file:
        file.write(array("f", [step]).tobytes())
        for weight in weights:
            file.write(array("b", [round(value / step) for value in weight]).tobytes())
    print(f"wrote {WEIGHTS}, {(ROOT / WEIGHTS).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
