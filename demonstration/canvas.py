"""A grayscale picture that is drawn from soft shapes: what the made-up anatomy of the demonstration is made of.

Rows of floats, in plain Python: the demonstration needs no package beyond pydicom. An ellipse is filled by spans of
rows, and blurring goes by running sums, so that a picture of 320 x 320 takes a fraction of a second.
"""
import math
import random
from itertools import accumulate


class Canvas:
    def __init__(self, width, height, value=0.0):
        self.width = width
        self.height = height
        self.rows = [[value] * width for _ in range(height)]

    def ellipse(self, center, radii, value, degrees=0.0):
        """Fills an ellipse with a value. Center and radii in pixels; the angle turns clockwise."""
        for y, left, right in self._spans(center, radii, degrees):
            self.rows[y][left:right] = [value] * (right - left)

    def add_ellipse(self, center, radii, value, degrees=0.0):
        """Adds a value within an ellipse: what shines through in a projection."""
        for y, left, right in self._spans(center, radii, degrees):
            row = self.rows[y]
            row[left:right] = [each + value for each in row[left:right]]

    def tube(self, points, radius, value):
        """Adds a thick line through the points, thinner towards its end."""
        drawn = Canvas(self.width, self.height)
        steps = []
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            count = max(1, int(math.hypot(x1 - x0, y1 - y0)))
            steps += [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(count)]
        for index, center in enumerate(steps):
            size = radius * (1 - 0.6 * index / max(1, len(steps)))
            drawn.ellipse(center, (size, size), value)
        self.add(drawn)

    def add(self, other):
        self.rows = [[a + b for a, b in zip(mine, its)] for mine, its in zip(self.rows, other.rows)]

    def blurred(self, radius):
        """A copy whose pixels are the mean of their square of 2 * radius + 1, twice over."""
        rows = self.rows
        for _ in range(2):
            rows = _transposed(_row_means(_transposed(_row_means(rows, radius)), radius))
        return self._of(rows)

    def with_noise(self, seed, strength):
        """A copy with noise of that standard deviation; the same seed gives the same picture."""
        chance = random.Random(seed)
        noise = [chance.gauss(0, strength) for _ in range(8192)]
        rows = []
        for row in self.rows:
            start = chance.randrange(len(noise) - self.width)
            rows.append([a + b for a, b in zip(row, noise[start:start + self.width])])
        return self._of(rows)

    def doubled(self):
        """A copy of twice the width and height, its pixels softened into each other."""
        rows = []
        for row in self.rows:
            wide = [value for value in row for _ in (0, 1)]
            rows += [wide, wide]
        wider = self._of(rows)
        wider.width, wider.height = 2 * self.width, 2 * self.height
        return wider.blurred(1)

    def within(self, shape, otherwise=0.0):
        """A copy that shows `otherwise` where the other canvas is 0."""
        rows = [[a if b else otherwise for a, b in zip(mine, its)] for mine, its in zip(self.rows, shape.rows)]
        return self._of(rows)

    def values(self, lowest, highest):
        """All pixels as whole numbers between the bounds."""
        return [min(highest, max(lowest, int(value))) for row in self.rows for value in row]

    def _of(self, rows):
        canvas = Canvas(0, 0)
        canvas.width, canvas.height, canvas.rows = self.width, self.height, rows
        return canvas

    def _spans(self, center, radii, degrees):
        (cx, cy), (rx, ry) = center, radii
        if rx <= 0 or ry <= 0:
            return
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        a = (cosine / rx) ** 2 + (sine / ry) ** 2
        reach = math.sqrt((rx * sine) ** 2 + (ry * cosine) ** 2)
        for y in range(max(0, int(cy - reach)), min(self.height, int(cy + reach) + 2)):
            dy = y - cy
            b = 2 * dy * cosine * sine * (1 / rx**2 - 1 / ry**2)
            c = dy * dy * ((sine / rx) ** 2 + (cosine / ry) ** 2) - 1
            under_root = b * b - 4 * a * c
            if under_root <= 0:
                continue
            root = math.sqrt(under_root)
            left = max(0, math.ceil(cx + (-b - root) / (2 * a)))
            right = min(self.width, math.floor(cx + (-b + root) / (2 * a)) + 1)
            if left < right:
                yield y, left, right


def texture(width, height, seed, grain, strength):
    """Clouds of noise: grain is the size of a cloud in pixels, strength about its standard deviation."""
    return Canvas(width, height).with_noise(seed, strength * (2 * grain + 1)).blurred(grain)


def _transposed(rows):
    return [list(column) for column in zip(*rows)]


def _row_means(rows, radius):
    size = 2 * radius + 1
    means = []
    for row in rows:
        padded = [row[0]] * (radius + 1) + row + [row[-1]] * radius
        sums = list(accumulate(padded))
        means.append([(b - a) / size for a, b in zip(sums, sums[size:])])
    return means
