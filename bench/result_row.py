"""One line of the table that the benches print together: tools/run_bench.sh lays it out."""

import statistics


def print_row(work, kinote, peer, other, goal, unit="/s"):
    """@param kinote, other: figures, or lists of them, of which the medians count. @param goal: ">= 2", "<= 0.5"."""
    own = statistics.median(kinote) if isinstance(kinote, list) else kinote
    others = statistics.median(other) if isinstance(other, list) else other
    bound, ratio_text = goal.split()
    ratio = own / others if others else float("inf")
    is_met = ratio >= float(ratio_text) if bound == ">=" else ratio <= float(ratio_text)
    print("row", work, f"{own:.4g}{unit}", f"{peer} {others:.4g}{unit}", f"{ratio:.2f}", f"{bound} {float(ratio_text):.2f}",
          "met" if is_met else "missed", sep="\t", flush=True)


def print_bound(work, figure, goal, unit=""):
    """A figure with a bound of its own, beside nobody."""
    bound, limit = goal.split()
    is_met = figure >= float(limit) if bound == ">=" else figure <= float(limit)
    print("row", work, f"{figure:.3g}{unit}", "", "", f"{bound} {limit}{unit}", "met" if is_met else "missed", sep="\t",
          flush=True)
