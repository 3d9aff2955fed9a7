"""Speed, measured as ratios of two things side by side in one run: `python -m tests.bench [certificate|pages|import]`.

Each pair is timed in turns, several rounds, and the medians are divided; the suite never asserts seconds.
"""
